using System.Threading.Channels;
using RetailGrains.Api.Limits;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <summary>
/// Sends a batch's items to the ledger in windows, some of them at once, and gives their results in order. One producer adds; one consumer
/// reads the results.
/// </summary>
/// <param name="ledger">Records.</param>
/// <param name="charge">Charged with the windows under way; null when what they are made of is charged already.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of outcomes that are not known.</param>
/// <param name="cancel">Ends it.</param>
internal sealed partial class BatchSender(
    LedgerClient ledger, BodyCharge? charge, TimeProvider time, ILogger<BatchSender> logger, CancellationToken cancel) : IDisposable
{
    private const int MaxInFlight = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<(Task<BatchResult[]> Sent, long Bytes)> _results = Channel.CreateUnbounded<(Task<BatchResult[]>, long)>();
    private readonly SemaphoreSlim _slots = new(MaxInFlight);
    private readonly List<(BatchWindow Window, Task Sent)> _inFlight = [];
    private BatchWindow _window = new(firstIndex: 0);

    public async ValueTask AddAsync(ReadItem item)
    {
        if (_window.TryAdd(item)) return;
        await SendAsync();
        _window.TryAdd(item);
    }

    /// <summary>Sends what was added so far; waits while too much is under way.</summary>
    public async ValueTask SendAsync()
    {
        if (_window.IsEmpty) return;
        await _slots.WaitAsync(cancel);
        if (charge is not null) await charge.GrowAsync(_window.Bytes, time, cancel);
        _inFlight.RemoveAll(other => other.Sent.IsCompleted);
        BatchWindow window = _window;
        _window = new BatchWindow(window.NextIndex);
        // The same id again must come after its first: what is under way with it is waited for.
        Task before = Task.WhenAll(_inFlight.Where(other => other.Window.SharesIdsWith(window)).Select(other => other.Sent));
        Task<BatchResult[]> sent = AppendAsync(window, before);
        _inFlight.Add((window, sent));
        _results.Writer.TryWrite((sent, window.Bytes));
    }

    /// <summary>Nothing is added after this; a fault is handed on to who reads the results.</summary>
    public void Complete(Exception? fault = null) => _results.Writer.Complete(fault);

    /// <summary>The results, window by window.</summary>
    public async IAsyncEnumerable<BatchResult[]> ResultsAsync()
    {
        await foreach ((Task<BatchResult[]> sent, long bytes) in _results.Reader.ReadAllAsync(cancel))
        {
            BatchResult[] results = await sent;
            charge?.Shrink(bytes);
            _slots.Release();
            yield return results;
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task<BatchResult[]> AppendAsync(BatchWindow window, Task before)
    {
        await before;
        if (window.Transactions.Count == 0) return window.Results([]);
        try
        {
            return window.Results(await ledger.AppendAsync(window.Transactions, urgent: false, Patience, cancel));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Other windows have their answers already, so the items of this one are told apart rather than the whole refused.
            LogUnknownOutcome(e, window.Transactions.Count);
            return window.Results(null);
        }
    }
}
