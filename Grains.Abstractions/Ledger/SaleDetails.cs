namespace RetailGrains.Ledger;

/// <summary>The optional fields of a transaction. A transaction without any of them has no details.</summary>
/// <param name="Register">The till; null when not given.</param>
/// <param name="Cashier">The cashier; null when not given.</param>
/// <param name="Note">Free text; null when not given.</param>
/// <param name="OriginalTransactionId">The sale that a return belongs to; null when not given.</param>
/// <param name="TaxExcluded">The tax is not part of the lines' amounts.</param>
/// <param name="Payments">In the order given; null when there are none.</param>
[GenerateSerializer, Immutable, Alias("retail.SaleDetails")]
public sealed record SaleDetails(
    [property: Id(0)] string? Register = null,
    [property: Id(1)] string? Cashier = null,
    [property: Id(2)] string? Note = null,
    [property: Id(3)] string? OriginalTransactionId = null,
    [property: Id(4)] bool TaxExcluded = false,
    [property: Id(5)] Payment[]? Payments = null)
{
    private static readonly SaleDetails None = new();

    /// <summary>Returns the details, or null when all of them are missing. Empty texts and lists equal null.</summary>
    public SaleDetails? OrNull()
    {
        var details = new SaleDetails(
            Given(Register),
            Given(Cashier),
            Given(Note),
            Given(OriginalTransactionId),
            TaxExcluded,
            Payments is { Length: > 0 } ? Payments : null);
        return details.HasContentOf(None) ? null : details;

        static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>Returns whether both have the same content; no details equal empty ones.</summary>
    public static bool HaveSameContent(SaleDetails? some, SaleDetails? others) =>
        ReferenceEquals(some, others) || (some ?? None).HasContentOf(others ?? None);

    private bool HasContentOf(SaleDetails other) =>
        Register == other.Register
        && Cashier == other.Cashier
        && Note == other.Note
        && OriginalTransactionId == other.OriginalTransactionId
        && TaxExcluded == other.TaxExcluded
        && Payments.AsSpan().SequenceEqual(other.Payments);
}
