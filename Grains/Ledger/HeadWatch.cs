using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Membership;

namespace RetailGrains.Ledger;

/// <summary>
/// Finds that another process writes to this one's store, which the store's lock should prevent. Once a second it reads all heads; a
/// partition on this silo whose head lies above what it wrote is fenced, and the next activation loads what is in the database. Then the
/// fence is counted, in the database, where every silo sees it: stores, products and customers compare their version with their saved row's
/// before they answer, because the other process may have saved what they lack.
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

    /// <summary>How often a process was found to write beside another. A change means that what is in memory may be stale.</summary>
    public long Fences => Volatile.Read(ref _fences);

    /// <summary>A partition on this silo has found out by itself that another activation wrote its sequence or moved its checkpoint.</summary>
    public void OnFenced(int partition) => _fenced[partition] = true;

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        LedgerHeads heads = await ledger.HeadsAsync(layout.Partitions, stopping);
        if (heads.Fences > Fences) Volatile.Write(ref _fences, heads.Fences);
        int[] moved = [.. local.AtWork.Distinct().Where(p => heads.Heads[p] > _observed[p])];
        await Task.WhenAll(moved.Select(p => ObserveAsync(p, heads.Heads[p], stopping)));
        if (!_fenced.IsEmpty) await CountFencesAsync(stopping);
    }

    private async Task ObserveAsync(int partition, long head, CancellationToken cancel)
    {
        if (await Partition(partition).ObserveHeadAsync(head).AsTask().WaitAsync(CallTimeout, Time, cancel)) OnFenced(partition);
        _observed[partition] = head;
    }

    /// <summary>
    /// Counted only when the next activations have loaded: what the other process saved by then is what entities are compared with, and what
    /// it writes later moves a head again.
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
        "Another process writes to this store; {Count} partitions were reloaded, and figures are compared with the saved rows")]
    private static partial void LogFenced(ILogger logger, int count);
}
