using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis;

/// <summary>
/// Keeps what can't be read or delivered. Registered by the provider's name (<c>AddKeyedSingleton</c>); without one, they go to the Redis
/// stream <c>{Prefix}:dead</c>.
/// </summary>
public interface IRedisStreamDeadLetters
{
    /// <summary>
    /// Takes a letter over.
    /// <list type="bullet">
    /// <item>True: it is stored for good. Only then the entry is acknowledged.</item>
    /// <item>False, or an exception: not now. The entry is kept, and the question comes again: for a refused one within a second or so, for an
    /// undeliverable one after the next failed delivery.</item>
    /// </list>
    /// The provider can't tell an entry that no consumer can take from a consumer whose database is down: this method must, and answer false as
    /// long as the latter may be the case. After a crash or a time-out it may be called again for the same key, id and part.
    /// </summary>
    ValueTask<bool> DeadLetterAsync(RedisDeadLetter letter, CancellationToken cancellationToken);
}

/// <summary>What is to be set aside.</summary>
/// <param name="Entry">The entry as it is in Redis.</param>
/// <param name="Kind">What happened to it.</param>
/// <param name="Reason">The adapter's reason, or how often delivery failed.</param>
/// <param name="Fields">The part that this is about; the entry's fields if it is all of it.</param>
/// <param name="Part">Which of the entry's refused parts, from 0.</param>
/// <param name="Deliveries">How often the entry was delivered to a silo or tried again by one, as counted by Redis.</param>
public sealed record RedisDeadLetter(
    RedisStreamEntry Entry, RedisDeadLetterKind Kind, string Reason, NameValueEntry[] Fields, int Part, long Deliveries);

/// <summary>Why something is set aside.</summary>
public enum RedisDeadLetterKind
{
    /// <summary>The adapter can't read it, or it is larger than allowed.</summary>
    Refused,

    /// <summary>Its delivery, of this entry alone, failed as often as is allowed; or nobody subscribes to its stream.</summary>
    Undeliverable,
}
