namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// The position where a receiver continues: first all pending entries, then new ones. A read whose answer was lost may have made entries
/// pending that the receiver has not seen. All of them lie after the last seen one, so it reads pending entries from there.
/// </summary>
internal sealed class ReadPosition
{
    private EntryId _last = EntryId.Zero;
    private bool _pending = true;

    /// <summary>Read pending entries after this id; null: read new entries.</summary>
    public EntryId? PendingAfter => _pending ? _last : null;

    /// <summary>Whether there may be pending entries that the receiver has not seen.</summary>
    public bool ReadsPending => _pending;

    /// <summary>Advances by the entries of a read.</summary>
    public void OnRead(IReadOnlyList<EntryId> ids)
    {
        if (ids.Count > 0) _last = ids[^1];
        else _pending = false;
    }

    /// <summary>A read failed with an unknown outcome.</summary>
    public void OnUnknown() => _pending = true;

    /// <summary>Restarts with the oldest pending entry.</summary>
    public void Restart() => (_last, _pending) = (EntryId.Zero, true);
}
