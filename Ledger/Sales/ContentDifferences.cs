using System.Globalization;

namespace RetailGrains.Ledger;

/// <summary>
/// Lists the fields in which a transaction differs from the ledger entry with its id, by the rules of
/// <see cref="LedgerEntry.HasContentOf"/>. Pure.
/// </summary>
public static class ContentDifferences
{
    /// <summary>The number of differences that a caller gets; more do not help.</summary>
    public const int MaxShown = 20;

    /// <summary>The message instead of differences that the caller must not see.</summary>
    public const string OfAnotherStore = "is recorded for another store";

    /// <summary>The message when no field is known to differ.</summary>
    public const string Unnamed = "differs from what is recorded";

    /// <summary>Returns the differences, in the order of a transaction's fields.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="sent">The transaction.</param>
    /// <param name="currency">The currency that a sale of its store without one gets today.</param>
    public static IEnumerable<ContentDifference> Of(LedgerEntry entry, SaleTransaction sent, string? currency)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(sent);
        List<ContentDifference> found = [];
        Compare(found, null, "storeId", entry.StoreId, sent.StoreId);
        Compare(found, null, "customerId", entry.CustomerId, sent.CustomerId);
        if (!entry.HasTimeOf(sent.Time)) Add(found, null, "occurredAt", Text(entry.OccurredAt), Text(sent.Time));
        Compare(found, null, "kind", NameOf(entry.Kind), NameOf(sent.Kind));
        if (!entry.HasCurrencyOf(sent.Currency, currency)) Add(found, null, "currency", entry.Currency, sent.Currency);
        CompareDetails(found, entry.Details ?? new SaleDetails(), sent.Details ?? new SaleDetails());
        CompareLines(found, entry.Lines, sent.Lines);
        return found;
    }

    private static void CompareDetails(List<ContentDifference> found, SaleDetails recorded, SaleDetails sent)
    {
        Compare(found, null, "register", recorded.Register, sent.Register);
        Compare(found, null, "cashier", recorded.Cashier, sent.Cashier);
        Compare(found, null, "note", recorded.Note, sent.Note);
        Compare(found, null, "originalTransactionId", recorded.OriginalTransactionId, sent.OriginalTransactionId);
        Compare(found, null, "taxIncluded", Text(!recorded.TaxExcluded), Text(!sent.TaxExcluded));
        Payment[] before = recorded.Payments ?? [], now = sent.Payments ?? [];
        if (before.Length != now.Length) AddCount(found, "payments", before.Length, now.Length);
        for (int i = 0; i < Math.Min(before.Length, now.Length); i++)
        {
            Compare(found, null, $"payments[{i}].method", before[i].Method, now[i].Method);
            Compare(found, null, $"payments[{i}].amount", before[i].Amount, now[i].Amount);
        }
    }

    private static void CompareLines(List<ContentDifference> found, SaleLine[] recorded, SaleLine[] sent)
    {
        if (recorded.Length != sent.Length)
        {
            AddCount(found, "lines", recorded.Length, sent.Length);
        }
        else if (!SaleLine.HaveSameContent(recorded, sent) && SaleLine.HaveSameContent(InOrder(recorded), InOrder(sent)))
        {
            found.Add(new ContentDifference(null, "lines", DifferenceKind.Order, null, null));
            return;
        }

        for (int i = 0; i < Math.Min(recorded.Length, sent.Length); i++) CompareLine(found, i, recorded[i], sent[i]);
    }

    private static void CompareLine(List<ContentDifference> found, int i, in SaleLine recorded, in SaleLine sent)
    {
        Compare(found, i, "productId", recorded.ProductId, sent.ProductId);
        Compare(found, i, "description", recorded.Description, sent.Description);
        Compare(found, i, "quantity", recorded.Quantity, sent.Quantity);
        Compare(found, i, "unitPrice", recorded.UnitPrice, sent.UnitPrice);
        CompareCharged(found, i, recorded, sent);
        Compare(found, i, "tax", recorded.Tax, sent.Tax);
        Compare(found, i, "taxRate", recorded.TaxRate, sent.TaxRate);
    }

    /// <summary>
    /// Discount and amount follow from each other. With another quantity or price, one of the two is a consequence.
    /// </summary>
    private static void CompareCharged(List<ContentDifference> found, int i, in SaleLine recorded, in SaleLine sent)
    {
        bool same = recorded.Quantity == sent.Quantity && recorded.UnitPrice == sent.UnitPrice;
        bool follows = !same && AmountFollows(recorded) && AmountFollows(sent);
        if (!follows || recorded.Amount != sent.Amount) Compare(found, i, "discount", recorded.Discount, sent.Discount);
        if (!follows) Compare(found, i, "amount", recorded.Amount, sent.Amount);
    }

    private static bool AmountFollows(in SaleLine line) =>
        LineDetails.Of(line.Quantity, line.UnitPrice, line.Discount).Amount == line.Amount;

    private static SaleLine[] InOrder(SaleLine[] lines) =>
    [
        .. lines
            .OrderBy(line => line.ProductId, StringComparer.Ordinal)
            .ThenBy(line => line.Description, StringComparer.Ordinal)
            .ThenBy(line => line.Quantity)
            .ThenBy(line => line.UnitPrice)
            .ThenBy(line => line.Amount)
            .ThenBy(line => line.Discount)
            .ThenBy(line => line.Tax)
            .ThenBy(line => line.TaxRate),
    ];

    private static void Compare(List<ContentDifference> found, int? line, string field, string? recorded, string? sent)
    {
        // An empty text equals one that is left out.
        (string? before, string? now) = (recorded is "" ? null : recorded, sent is "" ? null : sent);
        if (before != now) Add(found, line, field, before, now);
    }

    private static void Compare(List<ContentDifference> found, int? line, string field, decimal? recorded, decimal? sent)
    {
        if (recorded != sent) Add(found, line, field, Text(recorded), Text(sent));
    }

    private static void Add(List<ContentDifference> found, int? line, string field, string? recorded, string? sent) =>
        found.Add(new ContentDifference(line, field, DifferenceKind.Value, recorded, sent));

    private static void AddCount(List<ContentDifference> found, string field, int recorded, int sent) =>
        found.Add(new ContentDifference(null, field, DifferenceKind.Count, Text(recorded), Text(sent)));

    private static string NameOf(TransactionKind kind) => kind switch
    {
        TransactionKind.Return => "return",
        TransactionKind.Adjustment => "adjustment",
        _ => "sale",
    };

    private static string Text(bool flag) => flag ? "true" : "false";

    private static string? Text(decimal? number) => number?.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture);

    private static string Text(SaleTime time) => time.Offset is { } offset
        ? Text(new DateTimeOffset(time.Wall, offset))
        : time.Wall.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
}
