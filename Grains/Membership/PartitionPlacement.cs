using System.Collections.Immutable;
using Orleans.Runtime;
using RetailGrains.Ledger;

namespace RetailGrains.Membership;

/// <summary>On which of the cluster's active silos each partition belongs now, as this silo sees it.</summary>
internal sealed class PartitionPlacement(
    IClusterMembershipService membership, ILocalSiloDetails local, LedgerLayout layout, TimeProvider time)
{
    /// <summary>Silos that start together come one after the other: partitions move when nobody has come or gone for so long.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private volatile Homes? _homes;
    private volatile bool _leaving;

    private sealed record Homes(ImmutableHashSet<SiloAddress> Silos, long Since, SiloAddress[] ByPartition);

    /// <summary>This silo is about to stop: whatever it has, it gives up.</summary>
    public void Leave() => _leaving = true;

    /// <summary>See <see cref="Leave"/>.</summary>
    public bool IsLeaving => _leaving;

    /// <summary>The partition's activation on this silo is to end, so that the next one is elsewhere.</summary>
    public bool IsToLeave(int partition)
    {
        if (_leaving) return true;
        return Current() is { } homes
            && !homes.ByPartition[partition].Equals(local.SiloAddress)
            && time.GetElapsedTime(homes.Since) >= Settling;
    }

    /// <summary>Where an activation of the partition is to be placed; null when no silo is known to be active.</summary>
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

    /// <summary>By endpoint, so that a silo that is started anew has the partitions that it had.</summary>
    private SiloAddress[] Assign(ImmutableHashSet<SiloAddress> silos)
    {
        // Two runs of one silo can both be listed for a moment: the later one counts.
        Dictionary<string, SiloAddress> byName = silos
            .GroupBy(silo => silo.Endpoint.ToString())
            .ToDictionary(runs => runs.Key, runs => runs.MaxBy(run => run.Generation)!);
        return Array.ConvertAll(PartitionAssignment.Of(layout.Partitions, byName.Keys), name => byName[name]);
    }
}
