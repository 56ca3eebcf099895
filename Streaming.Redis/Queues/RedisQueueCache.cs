using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;
using Orleans.Streams;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// The entries of one queue between Redis and their consumers. When Orleans abandons a delivery, Orleans' SimpleQueueCache continues with
/// the next entry. The cursors of this cache stay until the entry is delivered or dead-lettered, so order holds within a stream, and
/// entries that leave the cache as delivered are delivered. Only the queue's agent uses it, one call at a time.
/// </summary>
internal sealed class RedisQueueCache(RedisStreamsOptions options) : IQueueCache
{
    /// <summary>The maximum size of a delivery of several entries, far below Orleans' maximum message.</summary>
    private const long DeliveryBytes = 1 << 20;

    private readonly List<CachedEntry> _entries = [];
    private readonly Dictionary<StreamId, List<RedisQueueCursor>> _cursors = [];
    private long _nextIndex;

    public int Count => _entries.Count;

    public long Bytes { get; private set; }

    public long NextIndex => _nextIndex;

    /// <summary>
    /// Never zero: the agent reports delivered entries only when it continues to read, and the receiver checks the room itself.
    /// </summary>
    public int GetMaxAddCount() => Math.Max(1, options.CacheEntries - Count);

    /// <summary>
    /// The receiver reads nothing when the cache is full. If the agent knew that, it would skip the receiver, and so the renewal of the
    /// lease and the retry of failed acknowledgements.
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

    /// <summary>Removes and returns the delivered entries, at the end, when there are no cursors any more.</summary>
    public IReadOnlyList<CachedEntry> TakeDelivered()
    {
        List<CachedEntry> delivered = _entries.FindAll(entry => entry.Passed || entry.SetAside);
        Remove(delivered);
        return delivered;
    }

    /// <summary>
    /// A cursor at the oldest undelivered entry of its stream. The token is ignored, because everything in the cache has to be delivered.
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

    public QueueCacheCursorResult<IQueueCacheCursor> TryGetCacheCursorAtPosition(
        StreamId streamId, StreamSubscriptionStartPosition startPosition) =>
        QueueCacheCursorResult<IQueueCacheCursor>.FromCursor(GetCacheCursor(streamId, null));

    /// <summary>The next entries of a stream for one delivery, from a position in the cache; null if there are none.</summary>
    public EntryDelivery? NextDelivery(StreamId stream, long from, long aloneUpTo)
    {
        List<CachedEntry> together = [];
        long bytes = 0;
        for (int i = PlaceOf(from); i < _entries.Count && together.Count < options.EntriesPerDelivery; i++)
        {
            CachedEntry entry = _entries[i];
            if (entry.StreamId != stream || entry.SetAside) continue;
            bytes += entry.Bytes;
            if (together.Count > 0 && (bytes > DeliveryBytes || entry.Reading.RequestContext is not null)) break;
            together.Add(entry);
            if (entry.Index <= aloneUpTo || entry.Reading.RequestContext is not null) break;
        }

        return together.Count > 0 ? new EntryDelivery(together) : null;
    }

    /// <summary>The entry whose delivery, alone, has just failed; null if it was one of several or there is no such delivery.</summary>
    public CachedEntry? FailedAlone(StreamId stream, StreamSequenceToken token) => _cursors.GetValueOrDefault(stream)?
        .Select(cursor => cursor.FailedAlone)
        .FirstOrDefault(entry => entry is not null && entry.SequenceToken.Equals(token));

    /// <summary>Removes the cursor of a consumer that has left; its processed entries stay processed.</summary>
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

    /// <summary>All consumers of a stream have processed the entries below this index; null if there is no consumer.</summary>
    private long? MinPosition(StreamId stream) => _cursors.GetValueOrDefault(stream)?.Min(cursor => cursor.Position);

    private void Remove(List<CachedEntry> leaving)
    {
        if (leaving.Count == 0) return;
        var gone = leaving.ToHashSet();
        _entries.RemoveAll(gone.Contains);
        Bytes -= leaving.Sum(entry => entry.Bytes);
    }

    /// <summary>The position in the list of the first entry from an index on; the list is sorted by index.</summary>
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
