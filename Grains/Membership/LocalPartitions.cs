using System.Collections.Concurrent;

namespace RetailGrains.Membership;

/// <summary>The partitions that are active on this silo and have not finished their work.</summary>
internal sealed class LocalPartitions
{
    private readonly ConcurrentDictionary<object, int> _active = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyCollection<int> Active => [.. _active.Values];

    public void Add(object activation, int partition) => _active[activation] = partition;

    /// <summary>Removes an activation that has finished its work or has ended.</summary>
    public void Remove(object activation) => _active.TryRemove(activation, out _);
}
