using RetailGrains.Client;

namespace RetailGrains.WebConsole.Ranges;

/// <summary>The figures of a range: sums of its intervals, and the ratios that follow from them.</summary>
internal sealed record RangeTotals(decimal NetRevenue, decimal GrossSales, decimal Reductions, long Units, long Transactions, long Returns)
{
    /// <summary>Gross sales a sale; null without sales.</summary>
    public decimal? AverageBasket => Transactions > Returns ? GrossSales / (Transactions - Returns) : null;

    /// <summary>Returns a transaction; null without transactions.</summary>
    public decimal? ReturnsRate => Transactions > 0 ? (decimal)Returns / Transactions : null;

    public static RangeTotals Of(Sales sales) => new(
        sales.Items.Sum(item => item.NetRevenue),
        sales.Items.Sum(item => item.GrossSales),
        sales.Items.Sum(item => item.Reductions),
        sales.Items.Sum(item => item.Units),
        sales.Items.Sum(item => item.Transactions),
        sales.Items.Sum(item => item.Returns));
}
