using Orleans.Runtime;
using RetailGrains.Ledger;

namespace RetailGrains.Membership;

/// <summary>The active silo that each partition belongs to now, as this silo sees the cluster.</summary>
internal sealed class PartitionPlacement(ActiveSilos active, ILocalSiloDetails local, LedgerLayout layout, TimeProvider time)
{
    /// <summary>
    /// Silos that start together join one after another, so partitions move only when the membership has not changed for this long.
    /// </summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private volatile Homes? _homes;
    private volatile bool _leaving;

    private sealed record Homes(SiloSet Silos, SiloAddress[] ByPartition);

    /// <summary>Marks this silo as stopping: it gives all its partitions to others.</summary>
    public void Leave() => _leaving = true;

    /// <summary>See <see cref="Leave"/>.</summary>
    public bool IsLeaving => _leaving;

    /// <summary>
    /// Returns whether the partition's activation on this silo must deactivate, so that the next one is placed elsewhere.
    /// </summary>
    public bool IsToLeave(int partition)
    {
        if (_leaving) return true;
        return Current() is { } homes
            && !homes.ByPartition[partition].Equals(local.SiloAddress)
            && time.GetElapsedTime(homes.Silos.Since) >= Settling;
    }

    /// <summary>Returns where to place an activation of the partition; null when no active silo is known.</summary>
    public SiloAddress? PlacementOf(int partition) => Current()?.ByPartition[partition];

    private Homes? Current()
    {
        if (active.Current() is not { } silos) return null;
        Homes? homes = _homes;
        if (homes is null || !ReferenceEquals(homes.Silos, silos)) _homes = homes = new Homes(silos, Assign(silos));
        return homes;
    }

    private SiloAddress[] Assign(SiloSet silos) =>
        Array.ConvertAll(PartitionAssignment.Of(layout.Partitions, [.. silos.ByName.Keys]), name => silos.ByName[name]);
}
