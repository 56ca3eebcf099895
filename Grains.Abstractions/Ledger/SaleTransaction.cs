namespace RetailGrains.Ledger;

/// <summary>The accounting kind of a transaction. The numbers are stored: never renumber them.</summary>
public enum TransactionKind : byte
{
    /// <summary>Goods sold.</summary>
    Sale = 0,

    /// <summary>Returned goods, a cancellation or a void.</summary>
    Return = 1,

    /// <summary>A correction that is neither, such as a written-off debt.</summary>
    Adjustment = 2,
}

/// <summary>The time of a transaction as the sender gave it.</summary>
/// <param name="Wall">Date and time of day, truncated to whole microseconds.</param>
/// <param name="Offset">Offset from UTC; null when the sender gave none: then the time is in the store's time zone.</param>
[GenerateSerializer, Immutable, Alias("retail.SaleTime")]
public readonly record struct SaleTime([property: Id(0)] DateTime Wall, [property: Id(1)] TimeSpan? Offset);

/// <summary>A validated receipt or invoice that is not yet in the ledger.</summary>
/// <param name="TransactionId">Chosen by the caller; opaque and case-sensitive. The ledger records an id only once.</param>
/// <param name="StoreId">The store that sold.</param>
/// <param name="CustomerId">The customer, or null for a guest.</param>
/// <param name="Time">The time of the transaction.</param>
/// <param name="Kind">Sale, return or adjustment.</param>
/// <param name="Lines">1 to 5,000 lines, in the order of the receipt.</param>
[GenerateSerializer, Immutable, Alias("retail.SaleTransaction")]
public sealed record SaleTransaction(
    [property: Id(0)] string TransactionId,
    [property: Id(1)] string StoreId,
    [property: Id(2)] string? CustomerId,
    [property: Id(3)] SaleTime Time,
    [property: Id(4)] TransactionKind Kind,
    [property: Id(5)] SaleLine[] Lines)
{
    /// <summary>The ISO 4217 code of the amounts' currency; null when the sender gave none.</summary>
    [Id(6)]
    public string? Currency { get; init; }

    /// <summary>Optional fields, such as the register and the payments; null when the sender gave none.</summary>
    [Id(7)]
    public SaleDetails? Details { get; init; }

    /// <summary>Where it came from; null when unknown. It is not content.</summary>
    [Id(8)]
    public Provenance? Provenance { get; init; }
}
