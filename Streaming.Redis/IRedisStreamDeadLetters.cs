using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis;

/// <summary>
/// Stores dead letters: entries that cannot be read or delivered. Register it under the provider's name (<c>AddKeyedSingleton</c>). Without
/// one, they go to the Redis stream <c>{Prefix}:dead</c>.
/// </summary>
public interface IRedisStreamDeadLetters
{
    /// <summary>
    /// Stores a dead letter.
    /// <list type="bullet">
    /// <item>True: it is stored permanently. Only then the provider acknowledges the entry.</item>
    /// <item>False, or an exception: it is not stored. The provider keeps the entry and calls again: for a refused entry after about a
    /// second, for an undeliverable one after the next failed delivery.</item>
    /// </list>
    /// The provider cannot distinguish an entry that no consumer can process from a consumer whose database is down. This method must, and
    /// return false while the latter is possible. After a crash or a timeout the provider may call it again for the same key, id and part.
    /// </summary>
    ValueTask<bool> DeadLetterAsync(RedisDeadLetter letter, CancellationToken cancellationToken);
}

/// <summary>A dead letter.</summary>
/// <param name="Entry">The entry as it is in Redis.</param>
/// <param name="Kind">The kind of failure.</param>
/// <param name="Reason">The adapter's reason, or how often delivery failed.</param>
/// <param name="Fields">The refused part, or the entry's fields when it is the whole entry.</param>
/// <param name="Part">The index of the refused part, from 0.</param>
/// <param name="Deliveries">How often the entry was delivered to a silo or retried by one, as counted by Redis.</param>
public sealed record RedisDeadLetter(
    RedisStreamEntry Entry, RedisDeadLetterKind Kind, string Reason, NameValueEntry[] Fields, int Part, long Deliveries);

/// <summary>The kinds of dead letters.</summary>
public enum RedisDeadLetterKind
{
    /// <summary>The adapter cannot read it, or it exceeds the maximum size.</summary>
    Refused,

    /// <summary>Delivery of this entry alone failed the maximum number of times, or its stream has no subscriber.</summary>
    Undeliverable,
}
