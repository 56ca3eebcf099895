using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace RetailGrains.Membership;

/// <summary>Places ledger partitions according to <see cref="PartitionPlacement"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("retail.LedgerPlacement")]
internal sealed class LedgerPlacement : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class LedgerPlacementAttribute() : PlacementAttribute(new LedgerPlacement());

/// <summary>
/// Each silo decides for itself, so silos may disagree for a moment. The grain directory ensures that there is only one activation, and an
/// activation moves when it finds itself on the wrong silo.
/// </summary>
internal sealed class LedgerPlacementDirector(PartitionPlacement placement) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] compatible = context.GetCompatibleSilos(target);
        SiloAddress? wanted = placement.PlacementOf((int)target.GrainIdentity.GetIntegerKey());
        return Task.FromResult(wanted is not null && compatible.Contains(wanted) ? wanted : compatible[0]);
    }
}
