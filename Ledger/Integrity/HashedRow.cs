namespace RetailGrains.Ledger.Integrity;

/// <summary>A stored entry with its hashes.</summary>
/// <param name="Position">The entry's position.</param>
/// <param name="Entry">The entry; null when its columns cannot be read as one.</param>
/// <param name="BusinessDate">As stored.</param>
/// <param name="CustomerDigest">Stored when the customer was erased; otherwise null.</param>
/// <param name="ContentHash">Null when the entry has none.</param>
/// <param name="EntryHash">Null when the entry has none.</param>
public sealed record HashedRow(
    Position Position, LedgerEntry? Entry, DateOnly BusinessDate, byte[]? CustomerDigest, byte[]? ContentHash, byte[]? EntryHash)
{
    /// <summary>
    /// The digest of a note that was removed because its customer was erased; empty when the content hash contains the note itself. Null
    /// when no note was removed.
    /// </summary>
    public byte[]? NoteDigest { get; init; }

    /// <summary>Reads an entry; null when its columns were altered so that they cannot be read as one.</summary>
    internal static LedgerEntry? TryRead(Func<LedgerEntry> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidCastException or FormatException or OverflowException or ArgumentException
            or IndexOutOfRangeException or NullReferenceException or System.Text.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>The head of a partition's hash chain.</summary>
/// <param name="Sequence">The entry's sequence; 0 before the first.</param>
/// <param name="Hash">The entry hash, or the partition's seed.</param>
public sealed record HashChainHead(long Sequence, byte[] Hash);
