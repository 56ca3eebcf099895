using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;
using Orleans.Streams;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// The entries of one queue between Redis and their consumers. Unlike Orleans' SimpleQueueCache, which goes on with the next entry when a
/// delivery was given up, its cursors stay where they are until the entry is taken in or set aside; so order holds within a stream, and what
/// leaves the cache as delivered is delivered. Only the queue's agent uses it, in turns.
/// </summary>
internal sealed class RedisQueueCache(RedisStreamsOptions options) : IQueueCache
{
    /// <summary>Several entries go into one call only up to this size, far below what Orleans allows a message.</summary>
    private const long DeliveryBytes = 1 << 20;

    private readonly List<CachedEntry> _entries = [];
    private readonly Dictionary<StreamId, List<RedisQueueCursor>> _cursors = [];
    private long _nextIndex;

    public int Count => _entries.Count;

    public long Bytes { get; private set; }

    public long NextIndex => _nextIndex;

    /// <summary>Never zero: the agent hands back what was delivered only when it goes on to read, and the receiver knows the room itself.</summary>
    public int GetMaxAddCount() => Math.Max(1, options.CacheEntries - Count);

    /// <summary>
    /// The receiver reads nothing when the cache is full. Were the agent told, it would leave out the receiver, and with it the renewal of
    /// the lease and acknowledgements that failed before.
    /// </summary>
    public bool IsUnderPressure() => false;

    public void AddToCache(IList<IBatchContainer> messages)
    {
        foreach (CachedEntry entry in messages.Cast<CachedEntry>())
        {
            entry.Index = _nextIndex++;
            Bytes += entry.Bytes;
            _entries.Add(entry);
        }
    }

    public bool TryPurgeFromCache([MaybeNullWhen(false)] out IList<IBatchContainer> purgedItems)
    {
        List<CachedEntry> leaving = _entries.FindAll(IsDone);
        Remove(leaving);
        purgedItems = leaving.Count > 0 ? [.. leaving] : null;
        return leaving.Count > 0;
    }

    /// <summary>Takes out what consumers took in, at the end, when there are no cursors any more.</summary>
    public IReadOnlyList<CachedEntry> TakeDelivered()
    {
        List<CachedEntry> delivered = _entries.FindAll(entry => entry.Passed || entry.SetAside);
        Remove(delivered);
        return delivered;
    }

    /// <summary>
    /// A cursor at the oldest entry of its stream that is not delivered. Tokens don't matter: what is in the cache is what has to be
    /// delivered.
    /// </summary>
    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token)
    {
        long start = MinPosition(streamId)
            ?? _entries.Find(entry => entry.StreamId == streamId && !entry.Passed)?.Index
            ?? _nextIndex;
        var cursor = new RedisQueueCursor(this, streamId, start);
        if (!_cursors.TryGetValue(streamId, out List<RedisQueueCursor>? cursors)) _cursors[streamId] = cursors = [];
        cursors.Add(cursor);
        return cursor;
    }

    public QueueCacheCursorResult<IQueueCacheCursor> TryGetCacheCursorAtPosition(StreamId streamId, StreamSubscriptionStartPosition startPosition) =>
        QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(GetCacheCursor(streamId, null));

    /// <summary>The next entries of a stream for one delivery, from a place in the cache; null if there is none.</summary>
    public EntryDelivery? Gather(StreamId stream, long from, long aloneUpTo)
    {
        List<CachedEntry> gathered = [];
        long bytes = 0;
        for (int i = PlaceOf(from); i < _entries.Count && gathered.Count < options.EntriesPerDelivery; i++)
        {
            CachedEntry entry = _entries[i];
            if (entry.StreamId != stream || entry.SetAside) continue;
            bytes += entry.Bytes;
            if (gathered.Count > 0 && (bytes > DeliveryBytes || entry.Reading.RequestContext is not null)) break;
            gathered.Add(entry);
            if (entry.Index <= aloneUpTo || entry.Reading.RequestContext is not null) break;
        }

        return gathered.Count > 0 ? new EntryDelivery(gathered) : null;
    }

    /// <summary>The entry whose delivery, of it alone, has just failed; null if it was one of several or there is no such delivery.</summary>
    public CachedEntry? FailedAlone(StreamId stream, StreamSequenceToken token) => _cursors.GetValueOrDefault(stream)?
        .Select(cursor => cursor.FailedAlone)
        .FirstOrDefault(entry => entry is not null && entry.SequenceToken.Equals(token));

    /// <summary>A consumer is gone; what it took in stays taken in.</summary>
    public void Remove(RedisQueueCursor cursor, bool delivers)
    {
        if (!_cursors.TryGetValue(cursor.Stream, out List<RedisQueueCursor>? cursors) || !cursors.Remove(cursor)) return;
        if (cursors.Count == 0) _cursors.Remove(cursor.Stream);
        if (!delivers) return;
        foreach (CachedEntry entry in _entries)
        {
            if (entry.StreamId == cursor.Stream && entry.Index < cursor.Position) entry.Passed = true;
        }
    }

    private bool IsDone(CachedEntry entry)
    {
        if (entry.SetAside) return true;
        long? position = MinPosition(entry.StreamId);
        entry.Unsubscribed = position is null && !entry.Passed;
        return position is null || position > entry.Index;
    }

    /// <summary>What all consumers of a stream took in lies below this; null if it has none.</summary>
    private long? MinPosition(StreamId stream) => _cursors.GetValueOrDefault(stream)?.Min(cursor => cursor.Position);

    private void Remove(List<CachedEntry> leaving)
    {
        if (leaving.Count == 0) return;
        var gone = leaving.ToHashSet();
        _entries.RemoveAll(gone.Contains);
        Bytes -= leaving.Sum(entry => entry.Bytes);
    }

    /// <summary>Where in the list the first entry from an index on is; it is sorted by index.</summary>
    private int PlaceOf(long index)
    {
        int low = 0, high = _entries.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_entries[middle].Index < index) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
