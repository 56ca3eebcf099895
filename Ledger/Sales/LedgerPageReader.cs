using System.Text;

namespace RetailGrains.Ledger;

/// <summary>
/// Collects the entries of a page until it is full. A database that sends whole results is queried for a few entries at a time, so that
/// neither side ever holds the 500 transactions of 5,000 lines each that a page could have.
/// </summary>
internal sealed class LedgerPageReader(LedgerQuery query)
{
    /// <summary>The size of the first batch, before the size of this ledger's entries is known.</summary>
    private const int FirstBatch = 16;

    /// <summary>
    /// The size of all others, at most. The size of entries that were read does not bound that of the next ones: after sixteen small sales
    /// there may be hundreds of a mebibyte.
    /// </summary>
    private const int MaxBatch = 64;

    /// <summary>Size of the names and numbers of a line, and of an entry, in JSON.</summary>
    private const int LineBytes = 60, EntryBytes = 200;

    private readonly List<LedgerEntry> _entries = [];
    private long _bytes;
    private bool _hasMore;
    private bool _ended;

    public LedgerPage Page => new(_entries, _hasMore);

    /// <summary>Returns the query of the next few entries; null when the page is complete.</summary>
    public LedgerQuery? NextBatch()
    {
        if (_ended || _hasMore) return null;
        // One more entry than requested shows whether there are more.
        int remaining = query.Limit + 1 - _entries.Count;
        if (_entries is not [.., { } last]) return query with { Limit = Math.Min(FirstBatch, remaining) };
        long fitting = ((query.MaxBytes - _bytes) / Math.Max(1, _bytes / _entries.Count)) + 1;
        return query with
        {
            Before = new LedgerCursor(last.OccurredAt, last.TransactionId, last.Revision),
            Limit = (int)Math.Clamp(fitting, 1, Math.Min(MaxBatch, remaining)),
        };
    }

    /// <summary>Accepts another entry; false when the page has no room for it, and reading can stop.</summary>
    public bool HasRoom()
    {
        _hasMore = _entries.Count == query.Limit || (_entries.Count > 0 && _bytes >= query.MaxBytes);
        return !_hasMore;
    }

    public void Add(LedgerEntry entry)
    {
        _entries.Add(entry);
        _bytes += SizeOf(entry);
    }

    /// <summary>Reports that there are no more entries.</summary>
    public void End() => _ended = true;

    private static long SizeOf(LedgerEntry entry)
    {
        long bytes = EntryBytes;
        foreach (SaleLine line in entry.Lines)
        {
            bytes += LineBytes + Encoding.UTF8.GetByteCount(line.ProductId);
            if (line.Description is { } description) bytes += Encoding.UTF8.GetByteCount(description);
        }

        return bytes;
    }
}
