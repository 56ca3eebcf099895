using System.Collections.Concurrent;

namespace RetailGrains.Membership;

/// <summary>The partitions that are active on this silo and have not finished their work.</summary>
internal sealed class LocalPartitions
{
    private readonly ConcurrentDictionary<object, int> _atWork = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyCollection<int> AtWork => [.. _atWork.Values];

    public void Enter(object activation, int partition) => _atWork[activation] = partition;

    /// <summary>Removes an activation that has finished its work or has ended.</summary>
    public void Exit(object activation) => _atWork.TryRemove(activation, out _);
}
