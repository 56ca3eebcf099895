using System.Globalization;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;

namespace RetailGrains.Operations;

/// <param name="Comparison">Differences of the chain's figures.</param>
/// <param name="Ledger">The figures computed from the ledger.</param>
/// <param name="ServedDiffers">A partition's served share differs.</param>
/// <param name="SavedDiffers">A partition's saved share differs.</param>
/// <param name="HasGaps">The ledger has fewer entries than its last sequence.</param>
internal sealed record ChainChecked(FigureComparison Comparison, Totals Ledger, bool ServedDiffers, bool SavedDiffers, bool HasGaps)
{
    /// <summary>By partition: the last compared sequence.</summary>
    public long[] Heads { get; init; } = [];

    /// <summary>The first wrong entry of a hash chain, in words; null when the hash chains are intact.</summary>
    public string? BrokenAt { get; init; }
}

/// <summary>
/// Compares each partition's share of the chain, served and saved, with the ledger. SQL determines the ledger's heads: a partition that
/// does not know all entries has a difference.
/// </summary>
internal sealed class ChainCheck(
    IReconciliationStore reconciliation,
    IProjectionStore projections,
    ILedgerStore ledgerStore,
    LedgerClient ledger,
    CallRetry calls,
    TimeProvider time)
{
    /// <summary>A commit in progress is in the ledger shortly before its partition knows it, and a fenced partition loads again.</summary>
    private static readonly TimeSpan CatchUpTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan CatchUpInterval = TimeSpan.FromMilliseconds(250);

    private readonly FigureComparison _comparison = new();
    private bool _lost;

    public async Task<ChainChecked> RunAsync()
    {
        ChainShare?[] served = await ServedAsync();
        SavedShare?[] saved = await SavedAsync();
        long[] heads = [.. served.Select(share => share?.Head ?? 0)];
        CallResult<IReadOnlyList<ChainShare>> summed =
            await calls.CallAsync(() => reconciliation.ChainAsync(heads, CancellationToken.None));
        if (summed.Failure is { } failure)
        {
            _comparison.AddUnchecked("chain", null, failure.Message);
            return new ChainChecked(_comparison, default, ServedDiffers: false, SavedDiffers: false, HasGaps: false) { Heads = heads };
        }

        CallResult<long[]> counts = await calls.CallAsync(() => reconciliation.CountEntriesAsync(heads, CancellationToken.None));
        if (counts.Failure is { } notCounted) _comparison.AddUnchecked("ledger", null, notCounted.Message);
        bool gaps = counts.Failure is null && CompareCounts(heads, counts.Value);
        bool servedDiffers = CompareServed(served, summed.Value);
        bool savedDiffers = await CompareSavedAsync(saved, summed.Value);
        Totals all = summed.Value.Aggregate(default(Totals), (sum, share) => sum + share.Totals);
        return new ChainChecked(_comparison, all, servedDiffers, savedDiffers, gaps) { Heads = heads };
    }

    /// <summary>
    /// Returns every partition's share. It repeats the call while the ledger has entries that the share does not include. If a share stays
    /// behind, it is compared at the ledger's head, so that its figures show the missing entries.
    /// </summary>
    private async Task<ChainShare?[]> ServedAsync()
    {
        long start = time.GetTimestamp();
        var shares = new ChainShare?[ledger.Partitions];
        while (true)
        {
            CallResult<LedgerHeads> heads = await calls.CallAsync(() => ledgerStore.HeadsAsync(ledger.Partitions, CancellationToken.None));
            if (heads.Failure is { } failure)
            {
                _comparison.AddUnchecked("ledger", null, failure.Message);
                return new ChainShare?[ledger.Partitions];
            }

            long[] real = heads.Value.Heads;
            await Task.WhenAll(Enumerable.Range(0, shares.Length).Select(p => AskAsync(shares, p)));
            bool behind = Enumerable.Range(0, shares.Length).Any(p => shares[p]?.Head < real[p]);
            if (behind && time.GetElapsedTime(start) < CatchUpTimeout)
            {
                await Task.Delay(CatchUpInterval, time);
                continue;
            }

            for (int p = 0; p < shares.Length; p++)
            {
                if (shares[p] is null) _comparison.AddUnchecked("chain", NameOf(p), "the partition does not answer");
                else if (shares[p]!.Head < real[p]) shares[p] = shares[p]! with { Head = real[p] };
            }

            return shares;
        }
    }

    private async Task AskAsync(ChainShare?[] shares, int partition) =>
        shares[partition] = (await calls.CallAsync(() => ledger.Partition(partition).ShareAsync(withDays: true).AsTask())).Value;

    private async Task<SavedShare?[]> SavedAsync()
    {
        var saved = new SavedShare?[ledger.Partitions];
        for (int p = 0; p < saved.Length; p++)
        {
            int partition = p;
            CallResult<PartitionStatus> status = await calls.CallAsync(() => ledger.Partition(partition).StatusAsync().AsTask());
            CallResult<SavedShare> share = await calls.CallAsync(async () => await projections.LoadShareAsync(
                await projections.GenerationAsync(CancellationToken.None), partition, CancellationToken.None));
            saved[p] = share.Value;
            _lost |= share.IsDamaged;
            if (share.Failure is { } failure) _comparison.AddUnchecked("chain row", NameOf(p), failure.Message);
            else if (status.Failure is null && share.Value.Checkpoint < status.Value.Checkpoint) AddLost(p, status.Value, share.Value);
        }

        return saved;
    }

    /// <summary>The partition has saved a checkpoint that no longer exists: checkpoints never move back.</summary>
    private void AddLost(int partition, PartitionStatus status, SavedShare share)
    {
        _lost = true;
        _comparison.Add(new Difference(
            "chain row", NameOf(partition), Day: null, "checkpoint", Text(status.Checkpoint), Text(share.Checkpoint)));
    }

    /// <summary>Sequences have no gaps.</summary>
    private bool CompareCounts(long[] heads, long[] counts)
    {
        bool gaps = false;
        for (int p = 0; p < heads.Length; p++)
        {
            if (counts[p] == heads[p]) continue;
            gaps = true;
            _comparison.Add(new Difference("ledger", NameOf(p), Day: null, "entries", Text(counts[p]), Text(heads[p])));
        }

        return gaps;
    }

    private bool CompareServed(ChainShare?[] served, IReadOnlyList<ChainShare> summed)
    {
        long before = _comparison.Count;
        for (int p = 0; p < served.Length; p++)
        {
            if (served[p] is not { } share) continue;
            _comparison.Compare("chain", NameOf(p), summed[p].Totals, summed[p].Days, share.Totals, share.Days);
            _comparison.Compare("guest", NameOf(p), day: null, summed[p].Guest, share.Guest);
        }

        return _comparison.Count > before;
    }

    /// <summary>Saved shares end at the checkpoint. If that is the head, the sums are already computed.</summary>
    private async Task<bool> CompareSavedAsync(SavedShare?[] saved, IReadOnlyList<ChainShare> summed)
    {
        long[] checkpoints = [.. saved.Select((share, p) => share is null || share.Checkpoint == summed[p].Head ? 0 : share.Checkpoint)];
        IReadOnlyList<ChainShare> below = summed;
        if (checkpoints.Any(checkpoint => checkpoint > 0))
        {
            CallResult<IReadOnlyList<ChainShare>> sums =
                await calls.CallAsync(() => reconciliation.ChainAsync(checkpoints, CancellationToken.None));
            if (sums.Failure is { } failure) _comparison.AddUnchecked("chain row", null, failure.Message);
            if (sums.Failure is not null) return _lost;
            below = sums.Value;
        }

        long before = _comparison.Count;
        for (int p = 0; p < saved.Length; p++)
        {
            if (saved[p] is not { Checkpoint: > 0 } share) continue;
            ChainShare sum = checkpoints[p] > 0 ? below[p] : summed[p];
            _comparison.Compare("chain row", NameOf(p), sum.Totals, sum.Days, share.Totals, share.Days);
            _comparison.Compare("guest row", NameOf(p), day: null, sum.Guest, share.Guest);
        }

        return _lost || _comparison.Count > before;
    }

    private static string NameOf(int partition) => $"partition {Text(partition)}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
