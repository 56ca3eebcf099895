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
    /// <summary>
    /// The currency of the amounts: given, or else the store's or the chain's default at that time; null when there was none.
    /// </summary>
    [Id(9)]
    public string? Currency { get; init; }

    /// <summary>The sender gave no currency.</summary>
    [Id(10)]
    public bool IsCurrencyDefault { get; init; }

    /// <summary>What else the sender gave; null when there is nothing else.</summary>
    [Id(11)]
    public SaleDetails? Details { get; init; }

    /// <summary>Where it came from; null when unknown.</summary>
    [Id(12)]
    public Provenance? Provenance { get; init; }

    /// <summary>Set on later revisions of the transaction id.</summary>
    [Id(13)]
    public RevisionMark? Mark { get; init; }

    /// <summary>The number of the entry among those of its transaction id, from 1.</summary>
    public int Revision => Mark?.Revision ?? 1;

    /// <summary>What the entry does to figures.</summary>
    public EntryEffect Effect => Mark?.Effect ?? EntryEffect.Records;

    /// <summary>The revision that the entry takes back; null when it takes back none.</summary>
    public int? TakesBack => Mark?.TakesBack;

    /// <summary>The factor of amounts, quantities, taxes and payments in figures.</summary>
    public int Sign => Effect == EntryEffect.Records ? 1 : -1;

    /// <summary>The factor of the numbers of transactions, returns and lines in figures.</summary>
    public int CountSign => Effect switch
    {
        EntryEffect.Records => 1,
        EntryEffect.Annuls => -1,
        _ => 0,
    };

    /// <summary>The day in the store's time zone.</summary>
    public DateOnly BusinessDate => DateOnly.FromDateTime(OccurredAt.DateTime);

    /// <summary>Sum of the lines' amounts, exact; what an annulment takes back is below zero.</summary>
    public decimal Total => Sign * SaleSums.Amount(Lines);

    /// <summary>Payments less what they had to cover; null when the sender gave no payments.</summary>
    public decimal? PaymentDifference => Sign * SaleSums.PaymentDifference(Lines, Details);

    /// <summary>
    /// Returns whether a transaction with this entry's id has the same content. A time without an offset is compared with the recorded
    /// local time of the store, so a file that is sent again has the same content even if the store's time zone has changed. A transaction
    /// without a currency equals one that got its currency by default, whatever the default is today.
    /// </summary>
    /// <param name="sent">The transaction.</param>
    /// <param name="currency">The currency that a sale of its store without one gets today.</param>
    public bool HasContentOf(SaleTransaction sent, string? currency = null)
    {
        ArgumentNullException.ThrowIfNull(sent);
        return TransactionId == sent.TransactionId
            && StoreId == sent.StoreId
            && CustomerId == sent.CustomerId
            && Kind == sent.Kind
            && HasTimeOf(sent.Time)
            && HasCurrencyOf(sent.Currency, currency)
            && SaleDetails.HaveSameContent(Details, sent.Details)
            && SaleLine.HaveSameContent(Lines, sent.Lines);
    }

    /// <summary>Returns whether the entry's time is the sent one.</summary>
    public bool HasTimeOf(SaleTime sent) =>
        sent.Offset is { } offset ? OccurredAt.UtcDateTime == sent.Wall - offset : OccurredAt.DateTime == sent.Wall;

    /// <summary>Returns whether the entry's currency is the sent one, or the default of a sale that gives none.</summary>
    public bool HasCurrencyOf(string? sent, string? today) =>
        sent is not null ? Currency == sent : Currency is null || IsCurrencyDefault || Currency == today;
}
