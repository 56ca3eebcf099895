using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Membership;

namespace RetailGrains.Ledger;

/// <summary>
/// Detects that another process writes to this process's store, which the store's lock should prevent. Once a second it reads all heads. It
/// fences a partition on this silo whose head in the ledger is above the last sequence that it wrote, and the next activation loads the
/// database's state. Then it counts the fence in the database, where every silo sees it. Stores, products and customers then compare their
/// version with that of their saved row before they answer, because the other process may have saved entries that they lack.
/// </summary>
internal sealed partial class HeadWatch(
    ILedgerStore ledger,
    IGrainFactory grains,
    LedgerLayout layout,
    LocalPartitions local,
    FailureMonitor failures,
    TimeProvider time,
    ILogger<HeadWatch> logger)
    : PeriodicService(Components.HeadChecks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<int, bool> _fenced = [];
    private readonly long[] _observed = new long[layout.Partitions];
    private long _fences;

    /// <summary>How often another writing process was detected. A change means that state in memory may be stale.</summary>
    public long Fences => Volatile.Read(ref _fences);

    /// <summary>
    /// Reports that a partition on this silo has detected that another activation wrote its sequence or moved its checkpoint.
    /// </summary>
    public void OnFenced(int partition) => _fenced[partition] = true;

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        LedgerHeads heads = await ledger.HeadsAsync(layout.Partitions, stopping);
        if (heads.Fences > Fences) Volatile.Write(ref _fences, heads.Fences);
        int[] moved = [.. local.Active.Distinct().Where(p => heads.Heads[p] > _observed[p])];
        await Task.WhenAll(moved.Select(p => ObserveAsync(p, heads.Heads[p], stopping)));
        if (!_fenced.IsEmpty) await CountFencesAsync(stopping);
    }

    /// <summary>A partition that is writing may have written the entries itself, or not: the next round checks it again.</summary>
    private async Task ObserveAsync(int partition, long head, CancellationToken cancel)
    {
        PartitionStatus status = await Partition(partition).StatusAsync().AsTask().WaitAsync(CallTimeout, Time, cancel);
        bool fences = status.Head < head
            && await Partition(partition).ObserveHeadAsync(head).AsTask().WaitAsync(CallTimeout, Time, cancel);
        if (fences) OnFenced(partition);
        if (fences || status.Head >= head) _observed[partition] = head;
    }

    /// <summary>
    /// Counted only after the next activations have loaded: entities then compare themselves with everything that the other process has
    /// saved until then. Its later writes move a head again.
    /// </summary>
    private async Task CountFencesAsync(CancellationToken cancel)
    {
        int[] fenced = [.. _fenced.Keys];
        await Task.WhenAll(fenced.Select(p => Partition(p).StatusAsync().AsTask().WaitAsync(CallTimeout, Time, cancel)));
        await ledger.AddFenceAsync(cancel);
        Volatile.Write(ref _fences, (await ledger.HeadsAsync(layout.Partitions, cancel)).Fences);
        foreach (int partition in fenced) _fenced.TryRemove(partition, out _);
        LogFenced(logger, fenced.Length);
    }

    private ILedgerPartitionGrain Partition(int number) => grains.GetGrain<ILedgerPartitionGrain>(number);

    [LoggerMessage(
        LogLevel.Warning,
        "Another writer moved the head of {Count} partitions; they were reloaded, and figures are compared with the saved rows")]
    private static partial void LogFenced(ILogger logger, int count);
}
