using RetailGrains.Client;

namespace RetailGrains.WebConsole.Ranges;

/// <summary>
/// The figures of a range: sums of its intervals, and the ratios that follow from them. Amounts are null when the API gives none for one of
/// the intervals.
/// </summary>
internal sealed record RangeTotals(decimal? NetRevenue, decimal? GrossSales, decimal? Units, long Transactions, long Returns)
{
    /// <summary>Gross sales a sale; null without sales.</summary>
    public decimal? AverageBasket => Transactions > Returns ? GrossSales / (Transactions - Returns) : null;

    /// <summary>Returns a transaction; null without transactions.</summary>
    public decimal? ReturnsRate => Transactions > 0 ? (decimal)Returns / Transactions : null;

    public static RangeTotals Of(Sales sales) => new(
        Sum(sales, item => item.NetRevenue),
        Sum(sales, item => item.GrossSales),
        Sum(sales, item => item.Units),
        sales.Items.Sum(item => item.Transactions),
        sales.Items.Sum(item => item.Returns));

    private static decimal? Sum(Sales sales, Func<Interval, decimal?> figure) =>
        sales.Items.Aggregate((decimal?)0, (sum, item) => sum + figure(item));
}
