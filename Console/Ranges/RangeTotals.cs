using RetailGrains.Client;
using RetailGrains.WebConsole.Currencies;

namespace RetailGrains.WebConsole.Ranges;

/// <summary>
/// The figures of a range: sums of its intervals, and the ratios that follow from them. Amounts are null when they are in several
/// currencies.
/// </summary>
public sealed record RangeTotals(
    decimal? NetRevenue, decimal? GrossSales, decimal Units, long Transactions, long Returns, IReadOnlyList<CurrencyTotals> ByCurrency)
{
    /// <summary>Gross sales a sale; null without sales.</summary>
    public decimal? AverageBasket => Transactions > Returns ? GrossSales / (Transactions - Returns) : null;

    /// <summary>Returns a transaction; null without transactions.</summary>
    public decimal? ReturnsRate => Transactions > 0 ? (decimal)Returns / Transactions : null;

    /// <summary>Whether there are amounts in several currencies.</summary>
    public bool IsMixed => ByCurrency.Count > 1;

    /// <summary>The currency of the amounts; null when it is not known, or when there are several.</summary>
    public string? Currency => ByCurrency is [CurrencyTotals only] ? only.Currency : null;

    public static RangeTotals Of(Sales sales)
    {
        // Each interval may be in one currency, and the next one in another.
        IReadOnlyList<CurrencyTotals> parts = CurrencyTotals.Of(sales);
        bool isMixed = parts.Count > 1;
        return new RangeTotals(
            isMixed ? null : parts.Sum(part => part.NetRevenue),
            isMixed ? null : parts.Sum(part => part.GrossSales),
            sales.Items.Sum(item => item.Units),
            sales.Items.Sum(item => item.Transactions),
            sales.Items.Sum(item => item.Returns),
            parts);
    }

    /// <summary>These figures for a comparison with others: without amounts when those are in another currency.</summary>
    public RangeTotals ComparableWith(RangeTotals other) =>
        other.IsMixed || Currency != other.Currency ? this with { NetRevenue = null, GrossSales = null } : this;
}
