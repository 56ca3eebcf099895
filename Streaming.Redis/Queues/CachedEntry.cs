using Orleans.Runtime;
using Orleans.Streams;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>An entry in the memory of the silo that owns its queue. Only the queue's agent uses it.</summary>
internal sealed class CachedEntry(EntryId id, long token, RedisEntryReading reading, long bytes) : IBatchContainer
{
    public EntryId Id => id;

    public long Token => token;

    public RedisEntryReading Reading => reading;

    /// <summary>Its size in Redis.</summary>
    public long Bytes => bytes;

    /// <summary>Its index in the cache; indexes ascend.</summary>
    public long Index { get; set; }

    /// <summary>Whether a consumer that has left had processed it.</summary>
    public bool Passed { get; set; }

    /// <summary>Whether it is not delivered any more, because it is stored as a dead letter or another owner has completed it.</summary>
    public bool SetAside { get; set; }

    /// <summary>Whether it leaves the cache without having been delivered to any consumer.</summary>
    public bool Unsubscribed { get; set; }

    public StreamId StreamId => reading.Stream;

    public StreamSequenceToken SequenceToken { get; } = EntryDelivery.TokenOf(token, 0);

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() => new EntryDelivery([this]).GetEvents<T>();

    public bool ImportRequestContext() => new EntryDelivery([this]).ImportRequestContext();
}
