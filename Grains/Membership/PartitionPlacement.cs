using System.Collections.Immutable;
using Orleans.Runtime;
using RetailGrains.Ledger;

namespace RetailGrains.Membership;

/// <summary>The active silo that each partition belongs to now, as this silo sees the cluster.</summary>
internal sealed class PartitionPlacement(
    IClusterMembershipService membership, ILocalSiloDetails local, LedgerLayout layout, TimeProvider time)
{
    /// <summary>
    /// Silos that start together join one after another, so partitions move only when the membership has not changed for this long.
    /// </summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private volatile Homes? _homes;
    private volatile bool _leaving;

    private sealed record Homes(ImmutableHashSet<SiloAddress> Silos, long Since, SiloAddress[] ByPartition);

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
            && time.GetElapsedTime(homes.Since) >= Settling;
    }

    /// <summary>Returns where to place an activation of the partition; null when no active silo is known.</summary>
    public SiloAddress? PlacementOf(int partition) => Current()?.ByPartition[partition];

    private Homes? Current()
    {
        IEnumerable<ClusterMember> active = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active);
        ImmutableHashSet<SiloAddress> silos = [.. active.Select(member => member.SiloAddress)];
        if (silos.IsEmpty) return null;
        Homes? homes = _homes;
        if (homes is not null && homes.Silos.SetEquals(silos)) return homes;
        return _homes = new Homes(silos, time.GetTimestamp(), Assign(silos));
    }

    /// <summary>Silos are identified by endpoint, so that a restarted silo gets its former partitions.</summary>
    private SiloAddress[] Assign(ImmutableHashSet<SiloAddress> silos)
    {
        // Two runs of one silo can both be listed for a moment; the later one is used.
        Dictionary<string, SiloAddress> byName = silos
            .GroupBy(silo => silo.Endpoint.ToString())
            .ToDictionary(runs => runs.Key, runs => runs.MaxBy(run => run.Generation)!);
        return Array.ConvertAll(PartitionAssignment.Of(layout.Partitions, byName.Keys), name => byName[name]);
    }
}
