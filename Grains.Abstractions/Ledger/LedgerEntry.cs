namespace RetailGrains.Ledger;

/// <summary>A transaction as the ledger holds it, for good.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="TransactionId">The sender's id.</param>
/// <param name="StoreId">The store that sold.</param>
/// <param name="CustomerId">The customer, or null for a guest.</param>
/// <param name="OccurredAt">
/// When it happened, with the offset that the store's time zone had then, as that zone was known when the entry was taken in.
/// So its date is the business date, and a replay gives the same days whatever becomes of the zone. Whole microseconds.
/// </param>
/// <param name="Kind">Sale, return or adjustment.</param>
/// <param name="Lines">As sent.</param>
/// <param name="RecordedAt">UTC; when the partition took it in. Whole microseconds.</param>
/// <param name="Hashes">
/// SHA-256 of its content and then of its place in the partition's hash chain, 64 bytes; null in entries that were read from the ledger,
/// whose hashes only the check of the chain reads.
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
    /// Whether a transaction sent under this entry's id says the same. A time without an offset is compared with the store's time of
    /// day that was recorded, so a file sent again stays the same file though the store's zone was changed since.
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
