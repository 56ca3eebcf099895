using Orleans.Runtime;
using RetailGrains.Ledger;

namespace RetailGrains.Membership;

/// <summary>The active silo that each partition belongs to now, as this silo sees the cluster.</summary>
internal sealed class PartitionPlacement(ActiveSilos active, ILocalSiloDetails local, LedgerLayout layout, TimeProvider time)
{
    /// <summary>
    /// Silos that start together join one after another, so partitions move only when the membership has not changed for this long.
    /// </summary>
    private static readonly TimeSpan StabilizationDelay = TimeSpan.FromSeconds(2);

    private readonly PerSiloSet<Assigned> _assigned = new(active, silos => Assign(silos, layout.Partitions));
    private volatile bool _stopping;

    private sealed record Assigned(SiloSet Silos, SiloAddress[] ByPartition);

    /// <summary>Marks this silo as stopping: it gives all its partitions to others.</summary>
    public void MarkStopping() => _stopping = true;

    /// <summary>See <see cref="MarkStopping"/>.</summary>
    public bool IsStopping => _stopping;

    /// <summary>
    /// Returns whether the partition's activation on this silo must deactivate, so that the next one is placed elsewhere.
    /// </summary>
    public bool IsMisplaced(int partition)
    {
        if (_stopping) return true;
        return _assigned.Current() is { } assigned
            && !assigned.ByPartition[partition].Equals(local.SiloAddress)
            && time.GetElapsedTime(assigned.Silos.Since) >= StabilizationDelay;
    }

    /// <summary>Returns where to place an activation of the partition; null when no active silo is known.</summary>
    public SiloAddress? PlacementOf(int partition) => _assigned.Current()?.ByPartition[partition];

    private static Assigned Assign(SiloSet silos, int partitions) =>
        new(silos, Array.ConvertAll(PartitionAssignment.Of(partitions, [.. silos.ByName.Keys]), name => silos.ByName[name]));
}
