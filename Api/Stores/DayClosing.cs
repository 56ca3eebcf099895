using RetailGrains.Figures;
using RetailGrains.Ledger.Closing;

namespace RetailGrains.Api.Stores;

/// <summary>Adds up the groups of a store's day to its closing. Pure.</summary>
internal static class DayClosing
{
    /// <summary>The maximum number of groups; see <see cref="IsTooLarge"/>.</summary>
    public const int MaxGroups = 20_000;

    /// <summary>Whether there are more groups than were read: senders have invented registers, cashiers or methods.</summary>
    public static bool IsTooLarge(ClosingRows rows) =>
        rows.Entries.Count > MaxGroups || rows.Lines.Count > MaxGroups || rows.Payments.Count > MaxGroups;

    public static DayAnswer Of(string storeId, DateOnly day, string? timeZone, bool complete, ClosingRows rows) => new(
        storeId,
        day,
        timeZone,
        complete,
        Totals(rows),
        ByPaymentMethod(rows),
        PaymentDifferences(rows),
        ByTaxRate(rows),
        ByRegister(rows),
        ByCashier(rows),
        ByHour(rows));

    /// <summary>Whether the store's figures of the day are those of the ledger.</summary>
    public static bool Agrees(ClosingRows rows, DayTotals[] figures)
    {
        Totals known = figures.Aggregate(default(Totals), (sum, day) => sum + day.Totals);
        // Amounts of several currencies are not added.
        bool hasOneCurrency = rows.Lines.Select(line => line.Part.Currency).Distinct().Count() == 1;
        bool sameAmounts = !hasOneCurrency
            || (known.GrossSales == rows.Lines.Sum(line => line.GrossSales) && known.Reductions == rows.Lines.Sum(line => line.Reductions));
        return sameAmounts
            && known.Lines == rows.Lines.Sum(line => line.Lines)
            && known.Transactions == rows.Entries.Sum(entries => entries.Transactions)
            && known.Returns == rows.Entries.Sum(entries => entries.Returns);
    }

    /// <summary>The figures of the whole day.</summary>
    public static DayTotalsAnswer Totals(ClosingRows rows) => DaySum.Of(rows, _ => true).GetValueOrDefault(true) ?? DaySum.Empty;

    public static IReadOnlyList<RegisterAnswer> ByRegister(ClosingRows rows) =>
        [.. ByName(rows, part => part.Register).Select(one => new RegisterAnswer(one.Name, one.Totals))];

    public static IReadOnlyList<CashierAnswer> ByCashier(ClosingRows rows) =>
        [.. ByName(rows, part => part.Cashier).Select(one => new CashierAnswer(one.Name, one.Totals))];

    public static IReadOnlyList<HourAnswer> ByHour(ClosingRows rows) =>
    [
        .. DaySum.Of(rows, part => part.Hour)
            .Where(one => !DaySum.IsEmpty(one.Value))
            .OrderBy(one => one.Key)
            .Select(one => new HourAnswer(one.Key, one.Value)),
    ];

    public static IReadOnlyList<TaxRateAnswer> ByTaxRate(ClosingRows rows) =>
    [
        .. rows.Lines
            .GroupBy(line => (line.TaxRate, line.Part.Currency))
            .OrderBy(group => group.Key.TaxRate).ThenBy(group => group.Key.Currency, StringComparer.Ordinal)
            .Where(group => group.Any(line => line.Lines != 0 || Due(line) != 0))
            .Select(group => new TaxRateAnswer(
                Plain(group.Key.TaxRate),
                group.Key.Currency,
                group.Sum(Net),
                group.Sum(line => line.Tax),
                group.Sum(line => Net(line) - line.IncludedTax),
                group.Sum(line => line.Lines))),
    ];

    public static IReadOnlyList<PaymentMethodAnswer> ByPaymentMethod(ClosingRows rows) =>
    [
        .. rows.Payments
            .Select(paid => new PaymentMethodAnswer(paid.Method, paid.Currency, paid.Amount, paid.Payments))
            .Concat(Unpaid(rows))
            .Where(one => one.Amount != 0 || one.Payments != 0)
            .OrderBy(one => one.Method is null)
            .ThenBy(one => one.Method, StringComparer.Ordinal)
            .ThenBy(one => one.Currency, StringComparer.Ordinal),
    ];

    /// <summary>Payments less what they had to cover, where they differ.</summary>
    public static IReadOnlyList<PaymentDifferenceAnswer> PaymentDifferences(ClosingRows rows)
    {
        ILookup<string?, decimal> due = rows.Lines.Where(line => line.IsPaid).ToLookup(line => line.Part.Currency, Due);
        return
        [
            .. rows.Payments
                .GroupBy(paid => paid.Currency)
                .Select(paid => new PaymentDifferenceAnswer(paid.Key, paid.Sum(one => one.Amount) - due[paid.Key].Sum()))
                .Where(difference => difference.Amount != 0)
                .OrderBy(difference => difference.Currency, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<PaymentMethodAnswer> Unpaid(ClosingRows rows) => rows.Lines
        .Where(line => !line.IsPaid)
        .GroupBy(line => line.Part.Currency)
        .Select(group => new PaymentMethodAnswer(null, group.Key, group.Sum(Due), 0));

    private static decimal Net(ClosingLines line) => line.GrossSales + line.Reductions;

    /// <summary>What payments have to cover: the amounts, and the taxes that these do not include.</summary>
    private static decimal Due(ClosingLines line) => Net(line) + line.Tax - line.IncludedTax;

    /// <summary>The sums by a name, ordinal; what has no name comes first.</summary>
    private static IEnumerable<(string? Name, DayTotalsAnswer Totals)> ByName(ClosingRows rows, Func<ClosingPart, string?> name) =>
        DaySum.Of(rows, part => name(part) ?? "")
            .Where(one => !DaySum.IsEmpty(one.Value))
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => (one.Key.Length == 0 ? null : one.Key, one.Value));

    /// <summary>Without trailing zeros.</summary>
    private static decimal? Plain(decimal? rate) => rate / 1.0000000000000000000000000000m;
}
