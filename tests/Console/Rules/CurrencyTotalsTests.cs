using System.Runtime.CompilerServices;
using RetailGrains.Client;
using RetailGrains.WebConsole.Ranges;

namespace RetailGrains.Tests.WebConsole.Rules;

public sealed class CurrencyTotalsTests
{
    [Fact]
    public void Intervals_in_different_currencies_are_not_added()
    {
        var totals = RangeTotals.Of(SalesOf(IntervalOf(1, "EUR", 10), IntervalOf(2, "GBP", 5), IntervalOf(3, "EUR", 1)));
        Assert.True(totals.IsMixed);
        Assert.Null(totals.NetRevenue);
        Assert.Null(totals.AverageBasket);
        Assert.Equal(3, totals.Transactions);
        Assert.Equal([("EUR", 11m), ("GBP", 5m)], totals.ByCurrency.Select(part => (part.Currency!, part.NetRevenue)));
    }

    [Fact]
    public void An_unknown_currency_is_not_added_to_a_known_one()
    {
        var totals = RangeTotals.Of(SalesOf(IntervalOf(1, null, 10), IntervalOf(2, "GBP", 5)));
        Assert.True(totals.IsMixed);
        Assert.Null(totals.GrossSales);
    }

    [Fact]
    public void An_interval_with_several_currencies_is_split()
    {
        Interval mixed = IntervalOf(1, null, null);
        mixed.ByCurrency = [TotalsOf("EUR", 10), TotalsOf("GBP", 5)];
        var totals = RangeTotals.Of(SalesOf(mixed, IntervalOf(2, "GBP", 2)));
        Assert.Equal([("GBP", 7m), ("EUR", 10m)], totals.ByCurrency.Select(part => (part.Currency!, part.NetRevenue)));
    }

    [Fact]
    public void Figures_are_compared_in_one_currency_only()
    {
        var euros = RangeTotals.Of(SalesOf(IntervalOf(1, "EUR", 10)));
        var pounds = RangeTotals.Of(SalesOf(IntervalOf(1, "GBP", 4)));
        Assert.Null(pounds.ComparableWith(euros).NetRevenue);
        Assert.Equal(1, pounds.ComparableWith(euros).Transactions);
        Assert.Equal(4, pounds.ComparableWith(pounds).NetRevenue);
    }

    private static Sales SalesOf(params Interval[] intervals) => new() { Interval = "day", Items = intervals };

    private static Interval IntervalOf(int day, string? currency, decimal? revenue)
    {
        // Required members are not initialized, because the API may add figures.
        var interval = (Interval)RuntimeHelpers.GetUninitializedObject(typeof(Interval));
        (interval.Start, interval.Currency, interval.NetRevenue, interval.GrossSales, interval.Transactions) =
            (new DateOnly(2026, 1, day), currency, revenue, revenue, 1);
        return interval;
    }

    private static Totals TotalsOf(string currency, decimal revenue)
    {
        var totals = (Totals)RuntimeHelpers.GetUninitializedObject(typeof(Totals));
        (totals.Currency, totals.NetRevenue, totals.GrossSales, totals.Transactions) = (currency, revenue, revenue, 1);
        return totals;
    }
}
