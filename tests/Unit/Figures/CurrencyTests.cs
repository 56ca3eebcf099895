using System.Globalization;
using RetailGrains.Api.Figures;
using RetailGrains.Figures;
using RetailGrains.Ledger.Catalogue;

namespace RetailGrains.Tests.Unit.Figures;

/// <summary>Which amounts are shown, and how they are converted to another currency.</summary>
public sealed class CurrencyTests
{
    private static readonly DateTime At = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly DateOnly Day = new(2026, 1, 1);

    [Fact]
    public void Amounts_of_several_currencies_are_null_and_are_listed_by_currency()
    {
        TotalsAnswer shown = Shown(Of("EUR", 10) + Of("USD", 7));
        Assert.Equal((null, null, null, null, null), (shown.NetRevenue, shown.GrossSales, shown.Discounts, shown.Tax,
            shown.NetRevenueExTax));
        Assert.Equal((2, 4, null), (shown.Transactions, shown.Lines, shown.Currency));
        Assert.Equal([("EUR", 10m), ("USD", 7m)], shown.ByCurrency!.Select(part => (part.Currency!, part.NetRevenue!.Value)));
        TotalsAnswer one = Shown(Of("EUR", 10) + Of("EUR", 5));
        Assert.Equal((15m, "EUR", null), (one.NetRevenue, one.Currency, one.ByCurrency));
    }

    [Fact]
    public void One_currency_alone_is_shown_with_its_counts()
    {
        Totals both = Of("EUR", 10) + Of("USD", 7);
        Assert.Equal((7m, 1, "USD"), Key(Shown(both, only: "USD")));
        Assert.Equal((0m, 0, "JPY"), Key(Shown(both, only: "JPY")));
        Assert.Equal((10m, 1, "EUR"), Key(Shown(Of("EUR", 10), only: "EUR")));
        Assert.Equal((0m, 0, "USD"), Key(Shown(Of("EUR", 10), only: "USD")));
    }

    [Fact]
    public void An_unknown_currency_is_shown_as_the_chains_if_that_is_configured()
    {
        Totals mixed = Of(null, 1) + Of("EUR", 10);
        Assert.True(Shown(mixed).NetRevenue is null);
        Assert.Equal((11m, 2, "EUR"), Key(Shown(mixed, chain: "EUR")));
        Assert.Equal((1m, 1, "EUR"), Key(Shown(Of(null, 1), chain: "EUR")));
        Assert.Equal((11m, 2, "EUR"), Key(Shown(mixed + Of("USD", 7), chain: "EUR", only: "EUR")));
        Assert.Equal((0m, 0, null), Key(Shown(default, chain: "EUR")));
    }

    [Fact]
    public void A_currency_of_which_everything_is_annulled_is_not_shown()
    {
        Totals gone = new(0, 0, 0, 0, 0, 0, At.AddDays(-9), At.AddDays(9)) { Currency = "USD" };
        TotalsAnswer shown = Shown(Of("EUR", 10) + gone);
        Assert.Equal((10m, 1, "EUR"), Key(shown));
        Assert.Equal((null, At.AddDays(-9), At.AddDays(9)), (shown.ByCurrency, shown.FirstAt, shown.LastAt));
        Assert.Equal((0m, 0, null), Key(Shown(gone + (gone with { Currency = "EUR" }))));
    }

    [Fact]
    public void Days_are_converted_at_their_own_rates_or_the_latest_before()
    {
        var conversion = new CurrencyConversion("EUR", [Rates(-3, "EUR", ("GBP", 0.8m), ("USD", 1.25m)), Rates(0, "GBP", ("EUR", 1.2m)),
            Rates(2, "EUR", ("GBP", 0.5m))]);
        Assert.Equal(12.5m, Converted(Of("GBP", 10), day: -1)); // 10 / 0.8
        Assert.Equal(12m, Converted(Of("GBP", 10), day: 1)); // 10 x 1.2
        Assert.Equal(20m, Converted(Of("GBP", 10), day: 2)); // 10 / 0.5
        Assert.Equal(8m, Converted(Of("USD", 10), day: 9)); // no later rate of USD
        Assert.Equal(30m, Converted(Of("GBP", 10) + Of("EUR", 10), day: 2));
        Assert.Equal(
            "There is no exchange rate from GBP to EUR on 2025-12-28 or an earlier day.",
            MissingOf(conversion, Of("GBP", 10), day: -4));
        Assert.Equal("There is no exchange rate from JPY to EUR on 2026-01-01 or an earlier day.", MissingOf(conversion, Of("JPY", 10),
            day: 0));
        Assert.Contains("no currency", MissingOf(conversion, Of(null, 10), day: 0), StringComparison.Ordinal);

        decimal Converted(Totals totals, int day)
        {
            DayTotals? converted = conversion.Convert(new DayTotals(Day.AddDays(day), totals), out string? missing);
            Assert.Null(missing);
            Assert.Equal(("EUR", totals.Transactions), (converted!.Value.Totals.Currency, converted.Value.Totals.Transactions));
            return converted.Value.Totals.NetRevenue;
        }
    }

    [Theory]
    [InlineData("1", "0.33333333")]
    [InlineData("2", "0.66666667")]
    [InlineData("0.00000015", "0.00000005")]
    [InlineData("0.000000015", "0")] // a half is rounded to the even digit
    [InlineData("0.000000045", "0.00000002")]
    [InlineData("-0.000000045", "-0.00000002")]
    public void Converted_amounts_are_rounded_to_eight_decimals(string amount, string expected)
    {
        var conversion = new CurrencyConversion("EUR", [Rates(0, "EUR", ("GBP", 3m))]);
        decimal sold = decimal.Parse(amount, CultureInfo.InvariantCulture);
        DayTotals? converted = conversion.Convert(new DayTotals(Day, Of("GBP", sold)), out _);
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), converted!.Value.Totals.NetRevenue);
    }

    [Fact]
    public void A_currency_of_which_everything_is_annulled_needs_no_rate()
    {
        Totals gone = new(0, 0, 0, 0, 0, 0, At, At) { Currency = "USD" };
        DayTotals? converted = new CurrencyConversion("EUR", []).Convert(new DayTotals(Day, Of("EUR", 10) + gone), out string? missing);
        Assert.Equal((10m, "EUR", null), (converted!.Value.Totals.NetRevenue, converted.Value.Totals.Currency, missing));
    }

    [Theory]
    [InlineData("0.0000000000000000000000000001", 10)]
    [InlineData("0.0000000001", 1_000_000_000)]
    [InlineData("0.000000000001", -1_000_000_000_000)]
    public void A_rate_that_makes_amounts_too_large_is_named(string rate, long amount)
    {
        var conversion = new CurrencyConversion(
            "EUR", [Rates(0, "USD", ("GBP", decimal.Parse(rate, CultureInfo.InvariantCulture)), ("EUR", 1_000_000_000_000m))]);
        string reason = MissingOf(conversion, Of("GBP", amount), day: 0);
        Assert.Equal("The exchange rate from GBP to EUR on 2026-01-01 makes amounts too large to be shown.", reason);
        Assert.NotNull(conversion.Convert(new DayTotals(Day, Of("GBP", 0)), out _));
    }

    private static string MissingOf(CurrencyConversion conversion, Totals totals, int day)
    {
        Assert.Null(conversion.Convert(new DayTotals(Day.AddDays(day), totals), out string? missing));
        return missing!;
    }

    private static DayRates Rates(int day, string of, params (string Currency, decimal Rate)[] rates) =>
        new(Day.AddDays(day), of, rates.ToDictionary(one => one.Currency, one => one.Rate));

    private static Totals Of(string? currency, decimal amount) => new(amount, 0, 1, 2, 1, 0, At, At) { Currency = currency };

    private static TotalsAnswer Shown(Totals totals, string? chain = null, string? only = null) =>
        TotalsAnswer.Of(new CurrencyView(chain, only).Of(totals));

    private static (decimal?, long, string?) Key(TotalsAnswer totals) => (totals.NetRevenue, totals.Transactions, totals.Currency);
}
