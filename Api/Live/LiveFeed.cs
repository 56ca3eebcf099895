using Microsoft.Extensions.Options;
using RetailGrains.Api.Figures;
using RetailGrains.Chain;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Live;

/// <summary>
/// Looks at the chain once a second for all listeners of the process together, and not at all while there are none. It is a look rather
/// than a subscription: it is right in one process as in a cluster, after a lost silo as after a lost connection, and costs what one
/// reader costs. Nothing is kept for a listener but the heads that it was told last, so one that reads slowly is told the latest, and
/// costs no memory.
/// </summary>
internal sealed partial class LiveFeed(
    IGrainFactory grains, ILedgerStore ledger, IOptions<LiveOptions> options, TimeProvider time, ILogger<LiveFeed> logger)
    : BackgroundService
{
    private readonly Lock _lock = new();
    private int _listeners;
    private LiveSnapshot? _latest;
    private TaskCompletionSource<LiveSnapshot> _next = NewNext();

    /// <summary>Joins; false when there are too many.</summary>
    public bool TryJoin()
    {
        lock (_lock)
        {
            if (_listeners == options.Value.MostListeners) return false;
            // What was seen before nobody listened is old.
            if (_listeners++ == 0) _latest = null;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock) _listeners--;
    }

    /// <summary>The latest, if it is another than the one that the caller has; else the next one that is.</summary>
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
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogLookFailed(e);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        ChainSummary chain = await grains.GetGrain<IChainGrain>(0).SummaryAsync();
        LiveSnapshot? before = _latest;
        if (before is not null && before.Heads.AsSpan().SequenceEqual(chain.Heads)) return;
        List<LedgerEntry> came = [];
        for (int partition = 0; partition < chain.Heads.Length; partition++)
        {
            long known = FirstWanted(before, chain, partition);
            await foreach (LedgerEntry entry in ledger.ReadAsync(partition, known, chain.Heads[partition], cancel)) came.Add(entry);
        }

        IEnumerable<LedgerEntry> all = (before?.Newest ?? []).Concat(came.OrderBy(entry => entry.RecordedAt));
        IEnumerable<LedgerEntry> newest = all.TakeLast(LiveSnapshot.MostEntries);
        Publish(new LiveSnapshot(chain.Heads, TotalsAnswer.Of(chain.Totals), [.. newest]));
    }

    /// <summary>After a look nothing that came before it is wanted, and never more than can be told.</summary>
    private static long FirstWanted(LiveSnapshot? before, ChainSummary chain, int partition) =>
        Math.Max(before?.Heads[partition] ?? 0, chain.Heads[partition] - LiveSnapshot.MostEntries);

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

    [LoggerMessage(LogLevel.Warning, "The chain could not be looked at for GET /live; trying again")]
    private partial void LogLookFailed(Exception fault);
}
