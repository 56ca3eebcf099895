namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>Makes events of entries by the adapter, and keeps what no adapter may be bothered with from it.</summary>
internal sealed class EntryReader(IRedisStreamAdapter adapter, RedisStreamsOptions options)
{
    /// <summary>Weight of the newest entry in the average.</summary>
    private const long Share = 16;

    /// <summary>An entry's size of late; a first guess of 4 KiB.</summary>
    public long AverageBytes { get; private set; } = 4096;

    public CachedEntry Read(EntryId id, RedisStreamEntry entry)
    {
        long bytes = entry.Bytes;
        AverageBytes = Math.Max(1, (AverageBytes * (Share - 1) + bytes) / Share);
        return id.TryGetToken(out long token)
            ? new CachedEntry(id, token, Reading(entry, bytes), bytes)
            : new CachedEntry(id, 0, RedisEntryReading.Refuse("Its id is out of bounds: let Redis choose it (XADD key *).", entry), bytes);
    }

    private RedisEntryReading Reading(RedisStreamEntry entry, long bytes)
    {
        if (bytes > options.MaxEntryBytes)
            return RedisEntryReading.Refuse($"It has {bytes} bytes; at most {options.MaxEntryBytes} are allowed.", entry);
        try
        {
            return adapter.Read(entry) ?? throw new InvalidOperationException("The adapter answered nothing.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return RedisEntryReading.Refuse(exception.Message, entry);
        }
    }
}
