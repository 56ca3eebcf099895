using Orleans.Runtime;
using Orleans.Streams;
using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>Writes events to queues; receivers read them.</summary>
internal sealed class RedisQueueAdapter(
    string name,
    RedisStreamsOptions options,
    IDatabase database,
    IRedisStreamAdapter adapter,
    RedisQueueMapper mapper,
    Func<QueueId, IQueueAdapterReceiver> receivers) : IQueueAdapter
{
    public string Name => name;

    /// <summary>
    /// Consumers cannot rewind, because acknowledged entries are deleted. It also keeps Orleans from storing a token per consumer, with
    /// which it would skip redelivered entries.
    /// </summary>
    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    /// <summary>
    /// Returns when Redis has the entries. After a timeout or a lost connection the outcome is unknown: the caller should retry, and the
    /// consumer must detect duplicates.
    /// </summary>
    public async Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        if (token is not null) throw new ArgumentException("Redis assigns the ids of entries; pass no token.", nameof(token));
        string key = options.Key(mapper.NumberFor(streamId));
        IReadOnlyList<NameValueEntry[]> entries = adapter.Write(streamId, [.. events.Cast<object>()], requestContext);
        foreach (NameValueEntry[] entry in entries) RequireSize(entry);
        foreach (NameValueEntry[] entry in entries) await database.StreamAddAsync(key, entry);
    }

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => receivers(queueId);

    private void RequireSize(NameValueEntry[] entry)
    {
        long bytes = RedisStreamEntry.BytesOf(entry);
        if (bytes > options.MaxEntryBytes)
            throw new ArgumentException(
                $"The events make an entry of {bytes} bytes; at most {options.MaxEntryBytes} are allowed: send fewer at once.");
    }
}
