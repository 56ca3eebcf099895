using Microsoft.Extensions.Options;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Figures;
using RetailGrains.Chain;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Live;

/// <summary>
/// Polls the chain once a second for all listeners of the process, and only while there are any. Polling instead of a subscription works
/// equally in one process and in a cluster, after a lost silo and after a lost connection, at the cost of one reader. Per listener only the
/// last sent heads are kept, so a slow listener receives the latest state and costs no memory.
/// </summary>
internal sealed partial class LiveFeed(
    IGrainFactory grains,
    ILedgerStore ledger,
    FigureCurrencies currencies,
    IOptions<LiveOptions> options,
    TimeProvider time,
    ILogger<LiveFeed> logger)
    : BackgroundService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _callers = new(StringComparer.Ordinal); // only callers with listeners
    private int _listeners;
    private LiveSnapshot? _latest;
    private TaskCompletionSource<LiveSnapshot> _next = NewNext();

    /// <summary>Adds a listener; returns a problem when there are too many.</summary>
    public Problem? Join(string caller)
    {
        lock (_lock)
        {
            int own = _callers.GetValueOrDefault(caller);
            if (own >= options.Value.MaxPerCaller)
                return Problem.TooMany($"This caller already has the maximum of {own} listeners.", options.Value.Heartbeat);
            if (_listeners >= options.Value.MostListeners) return Problem.Unavailable("Too many listeners.");
            // A snapshot from before the first listener is outdated.
            if (_listeners++ == 0) _latest = null;
            _callers[caller] = own + 1;
            return null;
        }
    }

    public void Leave(string caller)
    {
        lock (_lock)
        {
            _listeners--;
            if (--_callers[caller] == 0) _callers.Remove(caller);
        }
    }

    /// <summary>The latest snapshot if it differs from the caller's, otherwise the next one.</summary>
    public Task<LiveSnapshot> NextAsync(LiveSnapshot? known)
    {
        lock (_lock) return _latest is { } latest && latest != known ? Task.FromResult(latest) : _next.Task;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Volatile.Read(ref _listeners) == 0) continue;
            try
            {
                await PollAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogPollFailed(e);
            }
        }
    }

    private async Task PollAsync(CancellationToken cancel)
    {
        ChainSummary chain = await grains.GetGrain<IChainGrain>(0).SummaryAsync();
        LiveSnapshot? before = _latest;
        if (before is not null && before.Heads.AsSpan().SequenceEqual(chain.Heads)) return;
        IReadOnlyList<LedgerHeadline> came = await ledger.NewestAsync(
            before?.Heads ?? new long[chain.Heads.Length], chain.Heads, LiveSnapshot.MaxEntries, cancel);
        IEnumerable<LedgerHeadline> newest = (before?.Newest ?? []).Concat(came).TakeLast(LiveSnapshot.MaxEntries);
        Publish(new LiveSnapshot(chain.Heads, TotalsAnswer.Of(currencies.Everything.Of(chain.Totals)), [.. newest]));
    }

    private void Publish(LiveSnapshot snapshot)
    {
        TaskCompletionSource<LiveSnapshot> waited;
        lock (_lock)
        {
            _latest = snapshot;
            (waited, _next) = (_next, NewNext());
        }

        waited.SetResult(snapshot);
    }

    private static TaskCompletionSource<LiveSnapshot> NewNext() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Warning, "Failed to read the chain for GET /api/v1/live; retrying")]
    private partial void LogPollFailed(Exception fault);
}
