using System.Threading.Channels;
using RetailGrains.Access;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions.Batches;

/// <summary>
/// Sends a batch's items to the ledger in windows, several of them concurrently, and returns their results in order. One producer adds
/// items; one consumer reads the results.
/// </summary>
/// <param name="ledger">Records the transactions.</param>
/// <param name="conflicts">Names the fields in which conflicts differ.</param>
/// <param name="charge">Charged with the windows in progress; null when the source of the items is already charged.</param>
/// <param name="sub">The sender of the items.</param>
/// <param name="scope">The sender's stores.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Reports unknown outcomes.</param>
/// <param name="cancel">Cancels the sending.</param>
internal sealed partial class BatchSender(
    LedgerClient ledger,
    ConflictErrors conflicts,
    BodyCharge? charge,
    string? sub,
    StoreScope scope,
    TimeProvider time,
    ILogger<BatchSender> logger,
    CancellationToken cancel)
    : IDisposable
{
    private const int MaxInFlight = 3;

    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

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

    /// <summary>Sends the items added so far; waits while too many windows are in progress.</summary>
    public async ValueTask SendAsync()
    {
        if (_window.IsEmpty) return;
        await _slots.WaitAsync(cancel);
        if (charge is not null) await charge.GrowAsync(_window.Bytes, time, cancel);
        _inFlight.RemoveAll(other => other.Sent.IsCompleted);
        BatchWindow window = _window;
        _window = new BatchWindow(window.NextIndex);
        // A repeated id must come after its first occurrence, so the windows in progress that have it are awaited.
        Task before = Task.WhenAll(_inFlight.Where(other => other.Window.SharesIdsWith(window)).Select(other => other.Sent));
        Task<BatchResult[]> sent = AppendAsync(window, before);
        _inFlight.Add((window, sent));
        _results.Writer.TryWrite((sent, window.Bytes));
    }

    /// <summary>Ends the results; the reader of the results receives the fault.</summary>
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
        if (window.Transactions.Count == 0) return window.Results([], []);
        // A window has each id once, so an entry with its send id is this very item's.
        Provenance provenance = RequestProvenance.NewSend(sub);
        SaleTransaction[] transactions = [.. window.Transactions.Select(transaction => transaction with { Provenance = provenance })];
        AppendResult[] answers;
        try
        {
            answers = await ledger.AppendAsync(transactions, urgent: false, SendTimeout, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Other windows have been answered already, so the items of this one are reported individually instead of refusing the whole
            // batch.
            LogUnknownOutcome(e, window.Transactions.Count);
            return window.Results(null, []);
        }

        return window.Results(answers, await ErrorsAsync([.. transactions.Where((_, i) => answers[i].Status == AppendStatus.Conflict)]));
    }

    /// <summary>
    /// Returns the errors of conflicts. What was recorded is answered as recorded, even if the fields that differ cannot be read now.
    /// </summary>
    private async Task<IReadOnlyList<Dictionary<string, string[]>>> ErrorsAsync(SaleTransaction[] conflicting)
    {
        if (conflicting.Length == 0) return [];
        try
        {
            return await conflicts.OfAsync(conflicting, scope, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogUnreadConflicts(e, conflicting.Length);
            return [.. conflicting.Select(transaction => ConflictErrors.Of(entry: null, transaction, currency: null, scope))];
        }
    }
}
