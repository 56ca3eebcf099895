using Orleans.Runtime;
using Orleans.Streams;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// The progress of one consumer. Orleans requests the next delivery when the last one has ended. A failed delivery is repeated, entry by
/// entry if it had several, so that an entry that cannot be processed does not count against its neighbours.
/// </summary>
internal sealed class RedisQueueCursor(RedisQueueCache cache, StreamId stream, long position) : IQueueCacheCursor
{
    private EntryDelivery? _current;
    private bool _failed;
    private bool _moved;
    private long _aloneUpTo = -1;

    public StreamId Stream => stream;

    /// <summary>The consumer has processed all entries of its stream below this index.</summary>
    public long Position { get; private set; } = position;

    /// <summary>The entry that has just failed, if it was delivered alone.</summary>
    public CachedEntry? FailedAlone => _failed && _current is { Entries.Count: 1 } ? _current.Entries[0] : null;

    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return _current;
    }

    public QueueCacheCursorMoveResult MoveNextWithResult() =>
        MoveNext() ? QueueCacheCursorMoveResult.Success : QueueCacheCursorMoveResult.NoData;

    public bool MoveNext()
    {
        _moved = true;
        CompleteCurrent();
        _current = cache.NextDelivery(stream, Position, _aloneUpTo);
        if (_current is null) Position = cache.NextIndex;
        return _current is not null;
    }

    /// <summary>Nothing to do: the cursor reads the cache when it is moved.</summary>
    public void Refresh(StreamSequenceToken token)
    {
    }

    public void RecordDeliveryFailure() => _failed = true;

    /// <summary>The delivery in progress does not count as processed, because its outcome is unknown.</summary>
    public void Dispose() => cache.Remove(this, delivers: _moved);

    private void CompleteCurrent()
    {
        if (_current is not { } delivered) return;
        CachedEntry last = delivered.Entries[^1];
        if (!_failed) Position = last.Index + 1;
        else if (delivered.Entries.Count > 1) _aloneUpTo = last.Index;
        (_current, _failed) = (null, false);
    }
}
