using System.Collections.Concurrent;

namespace RetailGrains.Membership;

/// <summary>The partitions that are active on this silo and have not given up their work.</summary>
internal sealed class LocalPartitions
{
    private readonly ConcurrentDictionary<object, int> _atWork = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyCollection<int> AtWork => [.. _atWork.Values];

    public void Enter(object activation, int partition) => _atWork[activation] = partition;

    /// <summary>It has nothing left to do, or has ended.</summary>
    public void Exit(object activation) => _atWork.TryRemove(activation, out _);
}
