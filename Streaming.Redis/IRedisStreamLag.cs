namespace RetailGrains.Streaming.Redis;

/// <summary>How far the cluster is behind. Registered by the provider's name, on silos and clients.</summary>
public interface IRedisStreamLag
{
    /// <summary>Asks Redis about every queue. Throws RedisException or TimeoutException while Redis can't be reached.</summary>
    Task<IReadOnlyList<RedisQueueLag>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>How far one queue is behind.</summary>
/// <param name="Queue">Its number.</param>
/// <param name="Key">Its key.</param>
/// <param name="Waiting">
/// Entries that are not acknowledged, whether they were read or not. Exact, unless somebody deleted entries (XDEL) that nobody had read: then
/// not more than this.
/// </param>
/// <param name="Pending">Those of them that a silo has read.</param>
/// <param name="OldestAge">The age of the oldest of them by Redis' clock; zero if there is none.</param>
/// <param name="LastRead">The id of the last entry that a silo has read; null before there is a group.</param>
public sealed record RedisQueueLag(int Queue, string Key, long Waiting, long Pending, TimeSpan OldestAge, string? LastRead);
