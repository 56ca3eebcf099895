using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// Entries with parts that are still to be stored as dead letters. Such an entry is not acknowledged, even when its events are delivered.
/// </summary>
internal sealed partial class DeadLetterOutbox(IRedisStreamDeadLetters store, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Dictionary<EntryId, PendingLetters> _pending = [];
    private long _tried;

    public int Count => _pending.Count;

    public long Bytes => _pending.Values.Sum(pending => pending.Bytes);

    /// <summary>Adds the dead letters of an entry. <paramref name="delivered"/>: the rest of the entry is already completed.</summary>
    public void Add(EntryId id, IEnumerable<RedisDeadLetter> letters, long bytes, bool delivered) =>
        _pending[id] = new PendingLetters(new Queue<RedisDeadLetter>(letters), bytes) { Delivered = delivered };

    /// <summary>Marks the entry's events as delivered. False if the outbox does not have the entry.</summary>
    public bool OnDelivered(EntryId id)
    {
        if (!_pending.TryGetValue(id, out PendingLetters? pending)) return false;
        return pending.Delivered = true;
    }

    /// <summary>
    /// Stores new letters, and retries failed ones once a second. Returns the completed entries. <paramref name="now"/>: retry without that
    /// delay.
    /// </summary>
    public async Task<IReadOnlyList<EntryId>> StorePendingAsync(bool now, CancellationToken cancellationToken)
    {
        if (_pending.Count == 0 || (!now && time.GetElapsedTime(_tried) < RetryDelay)) return [];
        _tried = time.GetTimestamp();
        foreach (PendingLetters pending in _pending.Values)
        {
            while (pending.Letters.TryPeek(out RedisDeadLetter? letter) && await DeadLetterAsync(letter, cancellationToken))
                pending.Letters.Dequeue();
            if (pending.Letters.Count > 0) break;
        }

        List<EntryId> done =
            [.. _pending.Where(pending => pending.Value is { Letters.Count: 0, Delivered: true }).Select(pending => pending.Key)];
        foreach (EntryId id in done) _pending.Remove(id);
        return done;
    }

    /// <summary>Stores one letter; true when it is stored.</summary>
    public async Task<bool> DeadLetterAsync(RedisDeadLetter letter, CancellationToken cancellationToken)
    {
        try
        {
            bool stored = await store.DeadLetterAsync(letter, cancellationToken);
            if (stored) LogDeadLettered(logger, letter.Entry.Key, letter.Entry.Id, letter.Kind, letter.Deliveries);
            else LogHeld(logger, letter.Entry.Key, letter.Entry.Id, letter.Kind);
            return stored;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogFailed(logger, letter.Entry.Key, letter.Entry.Id, exception);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Queue} {Id} dead-lettered after {Deliveries} deliveries: {Kind}")]
    private static partial void LogDeadLettered(ILogger logger, string queue, string id, RedisDeadLetterKind kind, long deliveries);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Queue} {Id} was not accepted as a dead letter yet ({Kind}); retrying")]
    private static partial void LogHeld(ILogger logger, string queue, string id, RedisDeadLetterKind kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Queue} {Id} could not be stored as a dead letter; retrying")]
    private static partial void LogFailed(ILogger logger, string queue, string id, Exception exception);

    private sealed record PendingLetters(Queue<RedisDeadLetter> Letters, long Bytes)
    {
        public bool Delivered { get; set; }
    }
}
