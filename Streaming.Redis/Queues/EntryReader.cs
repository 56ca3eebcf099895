namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>Converts entries to events by the adapter, and refuses entries that the adapter must not see.</summary>
internal sealed class EntryReader(IRedisStreamAdapter adapter, RedisStreamsOptions options)
{
    /// <param name="id">Its id.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="cutFrom">The entry's size if it was too large to be read whole; otherwise 0.</param>
    public CachedEntry Read(EntryId id, RedisStreamEntry entry, long cutFrom)
    {
        long bytes = entry.Bytes;
        return id.TryGetToken(out long token)
            ? new CachedEntry(id, token, cutFrom > 0 ? TooLarge(entry, cutFrom) : Reading(entry, bytes), bytes)
            : new CachedEntry(id, 0, RedisEntryReading.Refuse("Its id is out of bounds: let Redis choose it (XADD key *).", entry), bytes);
    }

    private RedisEntryReading TooLarge(RedisStreamEntry entry, long bytes) =>
        RedisEntryReading.Refuse($"It has {bytes} bytes; at most {options.MaxEntryBytes} are allowed.", entry);

    private RedisEntryReading Reading(RedisStreamEntry entry, long bytes)
    {
        if (bytes > options.MaxEntryBytes)
            return TooLarge(entry, bytes);
        try
        {
            return adapter.Read(entry) ?? throw new InvalidOperationException("The adapter returned nothing.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return RedisEntryReading.Refuse(exception.Message, entry);
        }
    }
}
