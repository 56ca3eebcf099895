using Orleans.Runtime;
using RetailGrains.Failures;
using RetailGrains.Membership;

namespace RetailGrains.Silo.Operations;

/// <summary>The readiness of a silo in words.</summary>
internal sealed class SiloReadiness(ISiloStatusOracle silo, SiloLease lease, PartitionPlacement placement, FailureMonitor failures)
{
    private volatile bool _hasJoined;

    /// <summary>The silo has been an active member; true from then on, also while it stops.</summary>
    public bool HasJoined => _hasJoined = _hasJoined || silo.CurrentStatus == SiloStatus.Active;

    /// <summary>What keeps the silo from accepting calls.</summary>
    public IEnumerable<string> Missing()
    {
        if (silo.CurrentStatus != SiloStatus.Active) yield return $"membership: the silo is {silo.CurrentStatus}";
        else if (placement.IsStopping) yield return "membership: the silo is stopping and drains its partitions";
        else if (!lease.IsHeld) yield return "membership: not confirmed by the database for more than 2 s";
    }

    /// <summary>What fails and is retried.</summary>
    public string[] Degraded() => [.. failures.Problems(critical: true), .. failures.Problems(critical: false)];
}
