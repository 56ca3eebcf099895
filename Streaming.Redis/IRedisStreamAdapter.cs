using Orleans.Runtime;
using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis;

/// <summary>
/// Converts entries to events and back. Register it under the provider's name (<c>AddKeyedSingleton</c>). Without one, Orleans' serializer
/// writes the events (<see cref="OrleansStreamAdapter"/>). Several threads call it concurrently.
/// </summary>
public interface IRedisStreamAdapter
{
    /// <summary>
    /// Reads an entry. It returns what it refuses and does not throw. If it throws, the provider refuses the whole entry with the
    /// exception's message. Deliveries share the events, so they must not be changed.
    /// </summary>
    RedisEntryReading Read(RedisStreamEntry entry);

    /// <summary>
    /// Converts the events of one OnNextAsync or OnNextBatchAsync to entries. The provider adds them one by one in order; if that fails,
    /// the first ones are already in the queue.
    /// </summary>
    IReadOnlyList<NameValueEntry[]> Write(
        StreamId stream, IReadOnlyList<object> events, IReadOnlyDictionary<string, object>? requestContext);
}

/// <summary>An entry of a queue as it is in Redis.</summary>
/// <param name="Key">The queue's key.</param>
/// <param name="Queue">The queue's number.</param>
/// <param name="Id">The entry's id, <c>milliseconds-sequence</c>.</param>
/// <param name="Fields">Its fields, in order.</param>
public sealed record RedisStreamEntry(string Key, int Queue, string Id, NameValueEntry[] Fields)
{
    /// <summary>When the entry was added, by Redis' clock. If its writer chose the id, the time in that id.</summary>
    public DateTimeOffset EnqueuedAt
    {
        get
        {
            ulong last = (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
            return DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(EntryId.Parse(Id).Milliseconds, last));
        }
    }

    /// <summary>The total length of its fields' names and values.</summary>
    public long Bytes => BytesOf(Fields);

    /// <summary>The value of the first field of that name; null if there is none.</summary>
    public RedisValue this[string name] => Array.Find(Fields, field => field.Name == name).Value;

    /// <inheritdoc/>
    public override string ToString() => $"{Key} {Id}";

    internal static long BytesOf(NameValueEntry[] fields) => fields.Sum(one => one.Name.Length() + one.Value.Length());
}

/// <summary>The result of reading an entry.</summary>
/// <param name="Stream">The events' Orleans stream.</param>
/// <param name="Events">The events, in order.</param>
/// <param name="Refused">The parts that cannot be read. Each is passed to <see cref="IRedisStreamDeadLetters"/>.</param>
public sealed record RedisEntryReading(StreamId Stream, IReadOnlyList<object> Events, IReadOnlyList<RedisRefusal> Refused)
{
    /// <summary>Entries of Orleans' RequestContext while the events are delivered; null for none.</summary>
    public IReadOnlyDictionary<string, object>? RequestContext { get; init; }

    /// <summary>The whole entry could be read.</summary>
    public static RedisEntryReading Of(StreamId stream, IReadOnlyList<object> events) => new(stream, events, []);

    /// <summary>Nothing of the entry could be read.</summary>
    public static RedisEntryReading Refuse(string reason, RedisStreamEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new(default, [], [new RedisRefusal(reason, entry.Fields)]);
    }
}

/// <summary>A part of an entry that cannot be read, or the whole entry.</summary>
/// <param name="Reason">The reason, for the person who corrects it.</param>
/// <param name="Fields">The part as fields. Adding them to a queue as an entry retries it.</param>
public sealed record RedisRefusal(string Reason, NameValueEntry[] Fields);
