using System.Collections.Concurrent;

namespace RetailGrains.Figures;

/// <summary>The activations of stores, products and customers on this silo.</summary>
internal sealed class LocalEntities
{
    private readonly ConcurrentDictionary<FigureGrain, bool> _all = new(ReferenceEqualityComparer.Instance);

    /// <summary>The activations, in any order. Those that come or go meanwhile may be left out.</summary>
    public IEnumerable<FigureGrain> All => _all.Select(pair => pair.Key);

    public void Enter(FigureGrain entity) => _all[entity] = true;

    public void Exit(FigureGrain entity) => _all.TryRemove(entity, out _);
}
