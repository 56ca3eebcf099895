using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// Entries of which some part still has to be stored as a dead letter. Until it is, the entry is not acknowledged, whatever became of its
/// events.
/// </summary>
internal sealed partial class DeadLetterOutbox(IRedisStreamDeadLetters store, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<EntryId, Owed> _owed = [];
    private long _tried;

    public int Count => _owed.Count;

    public long Bytes => _owed.Values.Sum(owed => owed.Bytes);

    /// <summary>Takes letters of an entry; <paramref name="delivered"/>: nothing else of it is left to be done.</summary>
    public void Add(EntryId id, IEnumerable<RedisDeadLetter> letters, long bytes, bool delivered) =>
        _owed[id] = new Owed(new Queue<RedisDeadLetter>(letters), bytes) { Delivered = delivered };

    /// <summary>The entry's events are delivered. False if it is not known here.</summary>
    public bool OnDelivered(EntryId id)
    {
        if (!_owed.TryGetValue(id, out Owed? owed)) return false;
        return owed.Delivered = true;
    }

    /// <summary>
    /// Hands over what is new, and once a second what was not taken before; answers the entries that are done with. <paramref name="now"/>:
    /// don't wait for the second.
    /// </summary>
    public async Task<IReadOnlyList<EntryId>> HandOverAsync(bool now, CancellationToken cancellationToken)
    {
        if (_owed.Count == 0 || (!now && time.GetElapsedTime(_tried) < Pause)) return [];
        _tried = time.GetTimestamp();
        foreach (Owed owed in _owed.Values)
        {
            while (owed.Letters.TryPeek(out RedisDeadLetter? letter) && await DeadLetterAsync(letter, cancellationToken)) owed.Letters.Dequeue();
            if (owed.Letters.Count > 0) break;
        }

        List<EntryId> done = [.. _owed.Where(owed => owed.Value is { Letters.Count: 0, Delivered: true }).Select(owed => owed.Key)];
        foreach (EntryId id in done) _owed.Remove(id);
        return done;
    }

    /// <summary>Hands over one letter; true when it is stored.</summary>
    public async Task<bool> DeadLetterAsync(RedisDeadLetter letter, CancellationToken cancellationToken)
    {
        try
        {
            bool stored = await store.DeadLetterAsync(letter, cancellationToken);
            if (stored) LogDeadLettered(logger, letter.Entry.Key, letter.Entry.Id, letter.Kind, letter.Deliveries);
            else LogKept(logger, letter.Entry.Key, letter.Entry.Id, letter.Kind);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Queue} {Id} could not be dead-lettered yet: {Kind}")]
    private static partial void LogKept(ILogger logger, string queue, string id, RedisDeadLetterKind kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Queue} {Id} could not be stored as a dead letter; tried again")]
    private static partial void LogFailed(ILogger logger, string queue, string id, Exception exception);

    private sealed record Owed(Queue<RedisDeadLetter> Letters, long Bytes)
    {
        public bool Delivered { get; set; }
    }
}
