using System.Text;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace RetailGrains.Membership;

/// <summary>The active silo that each store, product and customer belongs to now, as this silo sees the cluster.</summary>
internal sealed class EntityPlacement(ActiveSilos active)
{
    private const int MaxStackBytes = 256;

    private readonly PerSiloSet<Assigned> _assigned = new(active, Assign);

    private sealed record Assigned(EntityAssignment Assignment, SiloAddress[] Addresses);

    /// <summary>Returns the silo that an entity belongs to; null when no active silo is known.</summary>
    /// <param name="id">The entity's id in UTF-8.</param>
    public SiloAddress? PlacementOf(ReadOnlySpan<byte> id) =>
        _assigned.Current() is { } assigned ? assigned.Addresses[assigned.Assignment.Of(id)] : null;

    /// <summary>Returns the silo that an entity belongs to; null when no active silo is known.</summary>
    /// <param name="id">The entity's id.</param>
    public SiloAddress? PlacementOf(string id)
    {
        int max = Encoding.UTF8.GetMaxByteCount(id.Length);
        Span<byte> bytes = max <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[max];
        return PlacementOf(bytes[..Encoding.UTF8.GetBytes(id, bytes)]);
    }

    private static Assigned Assign(SiloSet silos)
    {
        var assignment = new EntityAssignment(silos.ByName.Keys);
        return new Assigned(assignment, [.. assignment.Silos.Select(name => silos.ByName[name])]);
    }
}

/// <summary>Places stores, products and customers according to <see cref="EntityPlacement"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("retail.FigurePlacement")]
internal sealed class FigurePlacement : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class FigurePlacementAttribute() : PlacementAttribute(new FigurePlacement());

/// <summary>As with partitions, silos may disagree for a moment; the grain directory ensures that there is only one activation.</summary>
internal sealed class FigurePlacementDirector(EntityPlacement placement) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] compatible = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, compatible) is { } hint) return Task.FromResult(hint);
        SiloAddress? wanted = placement.PlacementOf(target.GrainIdentity.Key.AsSpan());
        return Task.FromResult(wanted is not null && compatible.Contains(wanted) ? wanted : compatible[0]);
    }
}
