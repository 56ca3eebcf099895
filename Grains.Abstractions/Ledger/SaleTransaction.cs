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

/// <summary>One line of a receipt, identified by its ordinal in the transaction: two equal lines are two lines.</summary>
/// <param name="ProductId">Opaque, case-sensitive, 1 to 64 characters.</param>
/// <param name="Description">The product's name on the receipt; null when it gave none.</param>
/// <param name="Quantity">Whole units; negative for returned goods; never 0.</param>
/// <param name="UnitPrice">Price of one unit, in the store's currency, with at most four decimals.</param>
[GenerateSerializer, Immutable, Alias("retail.SaleLine")]
public readonly record struct SaleLine(
    [property: Id(0)] string ProductId,
    [property: Id(1)] string? Description,
    [property: Id(2)] int Quantity,
    [property: Id(3)] decimal UnitPrice)
{
    /// <summary>Quantity x unit price, exact.</summary>
    public decimal Amount => Quantity * UnitPrice;

    /// <summary>Returns whether both lines have the same content. An empty description equals null.</summary>
    public bool HasContentOf(in SaleLine other) =>
        ProductId == other.ProductId
        && Quantity == other.Quantity
        && UnitPrice == other.UnitPrice
        && (Description ?? string.Empty) == (other.Description ?? string.Empty);

    /// <summary>Returns whether both lists have the same content, in the same order.</summary>
    public static bool HaveSameContent(ReadOnlySpan<SaleLine> some, ReadOnlySpan<SaleLine> others)
    {
        if (some.Length != others.Length) return false;
        for (int i = 0; i < some.Length; i++)
        {
            if (!some[i].HasContentOf(others[i])) return false;
        }

        return true;
    }
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
    [property: Id(5)] SaleLine[] Lines);
