namespace RetailGrains.Streaming.Redis;

/// <summary>Reports the lag of the cluster. Registered under the provider's name, on silos and clients.</summary>
public interface IRedisStreamLag
{
    /// <summary>Reads the lag of every queue. Throws RedisException or TimeoutException while Redis is unavailable.</summary>
    Task<IReadOnlyList<RedisQueueLag>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>The lag of one queue.</summary>
/// <param name="Queue">The queue's number.</param>
/// <param name="Key">The queue's key.</param>
/// <param name="Waiting">
/// The number of entries that are not acknowledged, read or not. It is exact unless unread entries were deleted (XDEL); then it is an upper
/// bound.
/// </param>
/// <param name="Pending">The number of those that a silo has read.</param>
/// <param name="OldestAge">The age of the oldest of them by Redis' clock; zero if there is none.</param>
/// <param name="LastRead">The id of the last entry that a silo has read; null before there is a group.</param>
public sealed record RedisQueueLag(int Queue, string Key, long Waiting, long Pending, TimeSpan OldestAge, string? LastRead);
