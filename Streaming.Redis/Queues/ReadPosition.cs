namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// Where a receiver reads on. First what is pending, from the start; when that is through, what is new. A read whose answer was lost may have
/// made entries pending that we never saw; all of them lie after the last one that we did see, and are read from there.
/// </summary>
internal sealed class ReadPosition
{
    private EntryId _last = EntryId.Zero;
    private bool _pending = true;

    /// <summary>Read pending entries after this; null: read new ones.</summary>
    public EntryId? PendingAfter => _pending ? _last : null;

    /// <summary>True while there may be pending entries that we have not seen.</summary>
    public bool ReadsPending => _pending;

    /// <summary>Takes in what a read brought.</summary>
    public void OnRead(IReadOnlyList<EntryId> ids)
    {
        if (ids.Count > 0) _last = ids[^1];
        else _pending = false;
    }

    /// <summary>A read failed, and it is not known whether it happened.</summary>
    public void OnUnknown() => _pending = true;

    /// <summary>Begins again with the oldest pending entry.</summary>
    public void Restart() => (_last, _pending) = (EntryId.Zero, true);
}
