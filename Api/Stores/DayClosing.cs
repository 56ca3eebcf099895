using RetailGrains.Api.Figures;
using RetailGrains.Figures;
using RetailGrains.Ledger.Closing;

namespace RetailGrains.Api.Stores;

/// <summary>Adds up the groups of a store's day to its closing. Pure.</summary>
/// <param name="rows">The groups.</param>
/// <param name="view">How amounts are shown.</param>
internal sealed class DayClosing(ClosingRows rows, CurrencyView view)
{
    /// <summary>The maximum number of groups; see <see cref="IsTooLarge"/>.</summary>
    public const int MaxGroups = 20_000;

    /// <summary>Whether there are more groups than were read: senders use too many different registers, cashiers or payment
    /// methods.</summary>
    public bool IsTooLarge => rows.Entries.Count > MaxGroups || rows.Lines.Count > MaxGroups || rows.Payments.Count > MaxGroups;

    /// <summary>The figures of the whole day.</summary>
    public TotalsAnswer Totals => Shown(Sum);

    public IReadOnlyList<RegisterAnswer> ByRegister =>
        [.. ByName(part => part.Register).Select(one => new RegisterAnswer(one.Name, one.Totals))];

    public IReadOnlyList<CashierAnswer> ByCashier =>
        [.. ByName(part => part.Cashier).Select(one => new CashierAnswer(one.Name, one.Totals))];

    public IReadOnlyList<HourAnswer> ByHour =>
        [.. SumBy(part => part.Hour).OrderBy(one => one.Key).Select(one => new HourAnswer(one.Key, Shown(one.Totals)))];

    public IReadOnlyList<TaxRateAnswer> ByTaxRate =>
    [
        .. rows.Lines
            .GroupBy(line => (line.TaxRate, Currency: NameOf(line.Part.Currency)))
            .Where(group => group.Any(line => line.Lines != 0 || Due(line) != 0))
            .OrderBy(group => group.Key.TaxRate)
            .ThenBy(group => group.Key.Currency, StringComparer.Ordinal)
            .Select(group => new TaxRateAnswer(
                WithoutTrailingZeros(group.Key.TaxRate),
                group.Key.Currency,
                group.Sum(Net),
                group.Sum(line => line.Tax),
                group.Sum(line => Net(line) - line.IncludedTax),
                group.Sum(line => line.Lines))),
    ];

    public IReadOnlyList<PaymentMethodAnswer> ByPaymentMethod =>
    [
        .. rows.Payments
            .GroupBy(paid => (paid.Method, Currency: NameOf(paid.Currency)))
            .Select(paid => new PaymentMethodAnswer(
                paid.Key.Method, paid.Key.Currency, paid.Sum(one => one.Amount), paid.Sum(one => one.Payments)))
            .Concat(Unpaid)
            .Where(one => one.Amount != 0 || one.Payments != 0)
            .OrderBy(one => one.Method is null)
            .ThenBy(one => one.Method, StringComparer.Ordinal)
            .ThenBy(one => one.Currency, StringComparer.Ordinal),
    ];

    /// <summary>Payments minus the amount due, where the two differ.</summary>
    public IReadOnlyList<PaymentDifferenceAnswer> PaymentDifferences
    {
        get
        {
            ILookup<string?, decimal> due = rows.Lines.Where(line => line.IsPaid).ToLookup(line => NameOf(line.Part.Currency), Due);
            return
            [
                .. rows.Payments
                    .GroupBy(paid => NameOf(paid.Currency))
                    .Select(paid => new PaymentDifferenceAnswer(paid.Key, paid.Sum(one => one.Amount) - due[paid.Key].Sum()))
                    .Where(difference => difference.Amount != 0)
                    .OrderBy(difference => difference.Currency, StringComparer.Ordinal),
            ];
        }
    }

    private Totals Sum => SumOf(_ => true).Select(one => one.Totals).FirstOrDefault();

    /// <summary>What transactions without payments had to cover.</summary>
    private IEnumerable<PaymentMethodAnswer> Unpaid => rows.Lines
        .Where(line => !line.IsPaid)
        .GroupBy(line => NameOf(line.Part.Currency))
        .Select(group => new PaymentMethodAnswer(null, group.Key, group.Sum(Due), Payments: 0));

    public DayAnswer ToAnswer(string storeId, DateOnly day, string? timeZone, bool complete) => new(
        storeId, day, timeZone, complete, Totals, ByPaymentMethod, PaymentDifferences, ByTaxRate, ByRegister, ByCashier, ByHour);

    /// <summary>Whether the store's figures of the day are those of the ledger.</summary>
    /// <param name="figures">The day's figures; none when there are none, or when everything is annulled.</param>
    public bool Agrees(DayTotals[] figures)
    {
        Totals sum = Sum;
        return figures is [var day] ? day.Totals == sum : IsZero(sum);
    }

    private static decimal Net(ClosingLines line) => line.GrossSales + line.Reductions;

    /// <summary>What payments have to cover: the amounts, and the taxes that these do not include.</summary>
    private static decimal Due(ClosingLines line) => Net(line) + line.Tax - line.IncludedTax;

    private static decimal? WithoutTrailingZeros(decimal? rate) => rate / 1.0000000000000000000000000000m;

    private static bool IsZero(in Totals totals) => Array.TrueForAll(totals.ByCurrency(), part => part.IsZero);

    private TotalsAnswer Shown(in Totals totals) => TotalsAnswer.Of(view.Of(totals));

    private string? NameOf(string? currency) => currency ?? view.Chain;

    /// <summary>The sums by a name, ordinal; what has no name comes first.</summary>
    private IEnumerable<(string? Name, TotalsAnswer Totals)> ByName(Func<ClosingPart, string?> name) => SumBy(part => name(part) ?? "")
        .OrderBy(one => one.Key, StringComparer.Ordinal)
        .Select(one => (one.Key.Length == 0 ? null : one.Key, Shown(one.Totals)));

    /// <summary>The sums by a key; those that were annulled altogether are left out.</summary>
    private IEnumerable<(TKey Key, Totals Totals)> SumBy<TKey>(Func<ClosingPart, TKey> key)
        where TKey : notnull => SumOf(key).Where(one => !IsZero(one.Totals));

    private IEnumerable<(TKey Key, Totals Totals)> SumOf<TKey>(Func<ClosingPart, TKey> key)
        where TKey : notnull
    {
        Dictionary<(TKey Key, string? Currency), Totals> sums = [];
        foreach (ClosingEntries entries in rows.Entries)
        {
            (TKey, string?) of = (key(entries.Part), entries.Part.Currency);
            var counts = new Totals(0, 0, 0, 0, entries.Transactions, entries.Returns, entries.FirstAt, entries.LastAt)
            {
                Currency = entries.Part.Currency,
            };
            sums[of] = sums.GetValueOrDefault(of) + counts;
        }

        foreach (ClosingLines lines in rows.Lines)
        {
            (TKey, string?) of = (key(lines.Part), lines.Part.Currency);
            sums[of] = With(sums.GetValueOrDefault(of), lines);
        }

        return sums.GroupBy(one => one.Key.Key, one => one.Value)
            .Select(parts => (parts.Key, RetailGrains.Figures.Totals.OfParts(parts)));
    }

    private static Totals With(in Totals totals, ClosingLines lines) => (totals with
    {
        GrossSales = totals.GrossSales + lines.GrossSales,
        Reductions = totals.Reductions + lines.Reductions,
        Lines = totals.Lines + lines.Lines,
        Discounts = totals.Discounts + lines.Discounts,
        Tax = totals.Tax + lines.Tax,
        IncludedTax = totals.IncludedTax + lines.IncludedTax,
    }).WithUnits(totals.Units + lines.Units);
}
