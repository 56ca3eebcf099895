using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace RetailGrains.Membership;

/// <summary>Places ledger partitions where <see cref="PartitionPlacement"/> says.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("retail.LedgerPlacement")]
internal sealed class LedgerPlacement : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class LedgerPlacementAttribute() : PlacementAttribute(new LedgerPlacement());

/// <summary>
/// Wherever it is asked: silos may see the cluster differently for a moment. The directory sees to it that there is one activation, and
/// that one moves when it finds itself on the wrong silo.
/// </summary>
internal sealed class LedgerPlacementDirector(PartitionPlacement homes) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] compatible = context.GetCompatibleSilos(target);
        SiloAddress? home = homes.PlacementOf((int)target.GrainIdentity.GetIntegerKey());
        return Task.FromResult(home is not null && compatible.Contains(home) ? home : compatible[0]);
    }
}
