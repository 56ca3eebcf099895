using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Operations;

/// <summary>
/// Replays one partition of the ledger into a generation under construction, window by window, by the same rules as the grains: a tail
/// folds the entries per entity; the deltas are applied, saved, and checkpointed. Memory holds one window.
/// </summary>
internal sealed class ProjectionReplay(
    int generation, int partition, int partitions, ILedgerStore ledger, IProjectionStore projections)
{
    /// <summary>Entries per window: enough for bulk writes, few enough for memory.</summary>
    public const int Window = 4_000;

    private PartitionTotals? _book;
    private long _checkpoint;

    /// <summary>Replays at most one window above the checkpoint; returns the number of entries replayed.</summary>
    public async Task<long> ReplayWindowAsync(CancellationToken cancel)
    {
        if (_book is null)
        {
            SavedShare saved = await projections.LoadShareAsync(generation, partition, cancel);
            (_book, _checkpoint) = (new PartitionTotals(saved), saved.Checkpoint);
        }

        long head = await ledger.HeadAsync(partition, cancel);
        long upTo = Math.Min(head, _checkpoint + Window);
        if (upTo == _checkpoint) return 0;
        var tail = new PartitionTail(partition, _checkpoint);
        await foreach (LedgerEntry entry in ledger.ReadAsync(partition, _checkpoint, upTo, cancel)) tail.Append(entry, urgent: false);
        ShareDelta share = tail.Share(upTo);
        foreach (IGrouping<EntityKind, EntityTail> kind in tail.Affected(_checkpoint, upTo).GroupBy(entity => entity.Key.Kind))
            await SaveAsync(kind.Key, [.. kind], DaysOf(share), upTo, cancel);
        await MoveCheckpointAsync(tail, share, upTo, cancel);
        return upTo - tail.Checkpoint;
    }

    private async Task SaveAsync(EntityKind kind, EntityTail[] changed, DayRange days, long upTo, CancellationToken cancel)
    {
        string[] ids = Array.ConvertAll(changed, entity => entity.Key.Id);
        IReadOnlyList<SavedEntity> saved = await projections.LoadAsync(generation, kind, ids, days, cancel);
        Dictionary<string, SavedEntity> byId = saved.ToDictionary(entity => entity.Id, StringComparer.Ordinal);
        EntitySnapshot[] snapshots = Array.ConvertAll(changed, entity =>
        {
            var state = new EntityState(entity.Key, partitions, byId.GetValueOrDefault(entity.Key.Id));
            if (entity.Fold(generation, partition, state.Watermarks[partition], upTo, urgent: false) is { } delta) state.Apply(delta);
            return state.TakeSnapshot();
        });
        bool[] written = await projections.SaveAsync(generation, snapshots, cancel);
        if (written.Contains(false)) throw Superseded();
    }

    private async Task MoveCheckpointAsync(PartitionTail tail, ShareDelta share, long upTo, CancellationToken cancel)
    {
        SavedShare after = _book!.With(share, partition, upTo);
        if (await projections.MoveCheckpointAsync(generation, after, _checkpoint, tail.RequiredWatermarks(upTo),
            cancel) != CheckpointMove.Moved)
            throw Superseded();
        _book.Add(share);
        _checkpoint = upTo;
    }

    /// <summary>Only the days of a window are needed to add to them.</summary>
    private static DayRange DaysOf(ShareDelta share) => new(share.Days[0].Day, share.Days[^1].Day.AddDays(1));

    private static InvalidOperationException Superseded() => new("The generation under construction was dropped by another rebuild.");
}
