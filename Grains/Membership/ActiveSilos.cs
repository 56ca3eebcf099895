using System.Collections.Immutable;
using Orleans.Runtime;

namespace RetailGrains.Membership;

/// <summary>A set of active silos.</summary>
/// <param name="All">The silos.</param>
/// <param name="ByName">
/// The silos by endpoint, so that a restarted silo gets what its former run had. Two runs of one silo can both be listed for a moment; the
/// later one is used.
/// </param>
/// <param name="Since">Timestamp of the last change.</param>
internal sealed record SiloSet(ImmutableHashSet<SiloAddress> All, IReadOnlyDictionary<string, SiloAddress> ByName, long Since);

/// <summary>The silos that are active now, as this silo sees the cluster.</summary>
internal sealed class ActiveSilos(IClusterMembershipService membership, TimeProvider time)
{
    private volatile Seen? _seen;

    private sealed record Seen(ClusterMembershipSnapshot Snapshot, SiloSet? Silos);

    /// <summary>Returns the active silos, as the same instance until they change; null when none is known.</summary>
    public SiloSet? Current()
    {
        ClusterMembershipSnapshot snapshot = membership.CurrentSnapshot;
        Seen? seen = _seen;
        if (seen is null || !ReferenceEquals(seen.Snapshot, snapshot)) _seen = seen = new Seen(snapshot, Of(snapshot, seen?.Silos));
        return seen.Silos;
    }

    private SiloSet? Of(ClusterMembershipSnapshot snapshot, SiloSet? last)
    {
        IEnumerable<ClusterMember> active = snapshot.Members.Values.Where(member => member.Status == SiloStatus.Active);
        ImmutableHashSet<SiloAddress> silos = [.. active.Select(member => member.SiloAddress)];
        if (silos.IsEmpty) return null;
        if (last?.All.SetEquals(silos) == true) return last;
        Dictionary<string, SiloAddress> byName = silos
            .GroupBy(silo => silo.Endpoint.ToString())
            .ToDictionary(runs => runs.Key, runs => runs.MaxBy(run => run.Generation)!);
        return new SiloSet(silos, byName, time.GetTimestamp());
    }
}
