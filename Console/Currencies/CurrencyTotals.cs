using RetailGrains.Client;

namespace RetailGrains.WebConsole.Currencies;

/// <summary>The figures in one currency. Amounts of different currencies are never added.</summary>
/// <param name="Currency">The ISO 4217 code; null for sales whose currency is not known.</param>
/// <param name="NetRevenue">The net revenue in this currency.</param>
/// <param name="GrossSales">The gross sales in this currency.</param>
/// <param name="Transactions">The number of transactions in this currency.</param>
/// <param name="Returns">The number of returns in this currency.</param>
public sealed record CurrencyTotals(string? Currency, decimal NetRevenue, decimal GrossSales, long Transactions, long Returns)
{
    /// <summary>The sums of the intervals by currency, in descending order of their number of transactions.</summary>
    public static IReadOnlyList<CurrencyTotals> Of(Sales sales) => Sum(sales.Items.SelectMany(Parts));

    /// <summary>The parts of totals; a single one unless there are several currencies.</summary>
    public static IReadOnlyList<CurrencyTotals> Of(Totals totals) =>
        Sum(totals.ByCurrency is { } parts ? parts.Select(Part) : [Part(totals)]);

    private static IEnumerable<CurrencyTotals> Parts(Interval interval) => interval.ByCurrency is { } parts
        ? parts.Select(Part)
        : [new(interval.Currency, interval.NetRevenue ?? 0, interval.GrossSales ?? 0, interval.Transactions, interval.Returns)];

    private static CurrencyTotals Part(Totals totals) =>
        new(totals.Currency, totals.NetRevenue ?? 0, totals.GrossSales ?? 0, totals.Transactions, totals.Returns);

    private static CurrencyTotals[] Sum(IEnumerable<CurrencyTotals> parts) =>
    [
        .. parts.GroupBy(part => part.Currency)
            .Select(group => new CurrencyTotals(
                group.Key,
                group.Sum(part => part.NetRevenue),
                group.Sum(part => part.GrossSales),
                group.Sum(part => part.Transactions),
                group.Sum(part => part.Returns)))
            .OrderByDescending(part => part.Transactions).ThenBy(part => part.Currency, StringComparer.Ordinal),
    ];
}
