namespace RetailGrains.Ledger.Integrity;

/// <summary>An entry as it is stored, with its hashes.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Entry">What it says; null where its columns can't be read as an entry.</param>
/// <param name="BusinessDate">As stored.</param>
/// <param name="CustomerDigest">Stored where the customer was erased, else null.</param>
/// <param name="ContentHash">Null where it has none.</param>
/// <param name="EntryHash">Null where it has none.</param>
public sealed record HashedRow(
    Position Position, LedgerEntry? Entry, DateOnly BusinessDate, byte[]? CustomerDigest, byte[]? ContentHash, byte[]? EntryHash)
{
    /// <summary>Reads what an entry says; null when its columns were altered so that they can't be read as one.</summary>
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

/// <summary>The end of a partition's hash chain.</summary>
/// <param name="Sequence">Of the entry; 0 before the first.</param>
/// <param name="Hash">Its entry hash, or the partition's seed.</param>
public sealed record HashChainHead(long Sequence, byte[] Hash);
