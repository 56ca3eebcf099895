using Orleans.Runtime;
using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis;

/// <summary>
/// Turns entries into events and back. Registered by the provider's name (<c>AddKeyedSingleton</c>); without one, entries hold what Orleans'
/// serializer makes of the events (<see cref="OrleansStreamAdapter"/>). It is called by several threads at once.
/// </summary>
public interface IRedisStreamAdapter
{
    /// <summary>
    /// Reads an entry. It says what it refuses and does not throw; if it throws all the same, the whole entry is refused with the exception's
    /// message. Events are shared between deliveries and must not be changed.
    /// </summary>
    RedisEntryReading Read(RedisStreamEntry entry);

    /// <summary>
    /// Makes entries of the events of one OnNextAsync or OnNextBatchAsync. They are added in order, one by one: if that fails in between, the
    /// first of them are there.
    /// </summary>
    IReadOnlyList<NameValueEntry[]> Write(
        StreamId stream, IReadOnlyList<object> events, IReadOnlyDictionary<string, object>? requestContext);
}

/// <summary>An entry of a queue as it is in Redis.</summary>
/// <param name="Key">The queue's key.</param>
/// <param name="Queue">The queue's number.</param>
/// <param name="Id">The entry's id, <c>milliseconds-sequence</c>.</param>
/// <param name="Fields">Its fields, in their order.</param>
public sealed record RedisStreamEntry(string Key, int Queue, string Id, NameValueEntry[] Fields)
{
    /// <summary>When it was added, by Redis' clock; if its writer chose the id, what that says.</summary>
    public DateTimeOffset EnqueuedAt
    {
        get
        {
            ulong last = (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
            return DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(EntryId.Parse(Id).Milliseconds, last));
        }
    }

    /// <summary>Names and values of its fields, added up.</summary>
    public long Bytes => BytesOf(Fields);

    /// <summary>The value of the first field of that name; null if there is none.</summary>
    public RedisValue this[string name] => Array.Find(Fields, field => field.Name == name).Value;

    /// <inheritdoc/>
    public override string ToString() => $"{Key} {Id}";

    internal static long BytesOf(NameValueEntry[] fields) => fields.Sum(one => one.Name.Length() + one.Value.Length());
}

/// <summary>What an adapter makes of an entry.</summary>
/// <param name="Stream">The Orleans stream that the events belong to.</param>
/// <param name="Events">The events, in order.</param>
/// <param name="Refused">Parts that can't be read. Each is handed to <see cref="IRedisStreamDeadLetters"/>.</param>
public sealed record RedisEntryReading(StreamId Stream, IReadOnlyList<object> Events, IReadOnlyList<RedisRefusal> Refused)
{
    /// <summary>Put into Orleans' RequestContext while the events are delivered; null for none.</summary>
    public IReadOnlyDictionary<string, object>? RequestContext { get; init; }

    /// <summary>All of it could be read.</summary>
    public static RedisEntryReading Of(StreamId stream, IReadOnlyList<object> events) => new(stream, events, []);

    /// <summary>Nothing of it could be read.</summary>
    public static RedisEntryReading Refuse(string reason, RedisStreamEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new(default, [], [new RedisRefusal(reason, entry.Fields)]);
    }
}

/// <summary>A part of an entry that can't be read, or all of it.</summary>
/// <param name="Reason">Why, for whoever has to put it right.</param>
/// <param name="Fields">The part as fields, such that adding them to a queue as an entry tries it again.</param>
public sealed record RedisRefusal(string Reason, NameValueEntry[] Fields);
