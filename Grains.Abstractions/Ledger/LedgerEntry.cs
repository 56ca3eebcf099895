namespace RetailGrains.Ledger;

/// <summary>A transaction as the ledger holds it permanently.</summary>
/// <param name="Position">Its position in the ledger.</param>
/// <param name="TransactionId">The sender's id.</param>
/// <param name="StoreId">The store that sold.</param>
/// <param name="CustomerId">The customer, or null for a guest.</param>
/// <param name="OccurredAt">
/// The time of the transaction, with the offset of the store's time zone at that time. The partition determines the offset when it records
/// the entry. So its date is the business date, and a replay gives the same days even if the zone changes later. Whole microseconds.
/// </param>
/// <param name="Kind">Sale, return or adjustment.</param>
/// <param name="Lines">As sent.</param>
/// <param name="RecordedAt">UTC time at which the partition recorded the entry. Whole microseconds.</param>
/// <param name="Hashes">
/// 64 bytes: the SHA-256 of the content, then the SHA-256 of the entry's link in the partition's hash chain. Null in entries that were read
/// from the ledger, because only the check of the hash chain reads the hashes.
/// </param>
[GenerateSerializer, Immutable, Alias("retail.LedgerEntry")]
public sealed record LedgerEntry(
    [property: Id(0)] Position Position,
    [property: Id(1)] string TransactionId,
    [property: Id(2)] string StoreId,
    [property: Id(3)] string? CustomerId,
    [property: Id(4)] DateTimeOffset OccurredAt,
    [property: Id(5)] TransactionKind Kind,
    [property: Id(6)] SaleLine[] Lines,
    [property: Id(7)] DateTime RecordedAt,
    [property: Id(8)] byte[]? Hashes = null)
{
    /// <summary>The day in the store's time zone.</summary>
    public DateOnly BusinessDate => DateOnly.FromDateTime(OccurredAt.DateTime);

    /// <summary>Sum of the lines' amounts, exact.</summary>
    public decimal Total
    {
        get
        {
            decimal total = 0;
            foreach (SaleLine line in Lines) total += line.Amount;
            return total;
        }
    }

    /// <summary>
    /// Returns whether a transaction with this entry's id has the same content. A time without an offset is compared with the recorded
    /// local time of the store, so a file that is sent again has the same content even if the store's time zone has changed.
    /// </summary>
    public bool HasContentOf(SaleTransaction sent)
    {
        ArgumentNullException.ThrowIfNull(sent);
        return TransactionId == sent.TransactionId
            && StoreId == sent.StoreId
            && CustomerId == sent.CustomerId
            && Kind == sent.Kind
            && (sent.Time.Offset is { } offset
                ? OccurredAt.UtcDateTime == sent.Time.Wall - offset
                : OccurredAt.DateTime == sent.Time.Wall)
            && SaleLine.HaveSameContent(Lines, sent.Lines);
    }
}
