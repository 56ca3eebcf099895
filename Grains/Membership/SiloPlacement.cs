using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace RetailGrains.Membership;

/// <summary>Places a grain on the silo whose address is its key.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("retail.SiloPlacement")]
internal sealed class SiloPlacement : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class SiloPlacementAttribute() : PlacementAttribute(new SiloPlacement());

/// <summary>A silo that has left, or whose version does not know the grain, is replaced by the caller's.</summary>
internal sealed class SiloPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] compatible = context.GetCompatibleSilos(target);
        string key = target.GrainIdentity.Key.ToString()!;
        SiloAddress? wanted = Array.Find(compatible, silo => silo.ToParsableString() == key);
        return Task.FromResult(wanted ?? (compatible.Contains(context.LocalSilo) ? context.LocalSilo : compatible[0]));
    }
}
