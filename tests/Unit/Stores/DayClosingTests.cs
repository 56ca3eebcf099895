using RetailGrains.Api.Figures;
using RetailGrains.Api.Stores;
using RetailGrains.Figures;
using RetailGrains.Ledger.Closing;

namespace RetailGrains.Tests.Unit.Stores;

/// <summary>Checks how the groups of a day add up.</summary>
public sealed class DayClosingTests
{
    private static readonly DateTime At = new(2026, 11, 25, 9, 30, 0, DateTimeKind.Utc);
    private static readonly ClosingPart Morning = new("GBP", "1", "ann", 9);
    private static readonly ClosingPart Evening = new("GBP", "2", null, 18);

    /// <summary>Two receipts in the morning, one of them unpaid, and a return in the evening.</summary>
    private static readonly ClosingRows Rows = new(
        [new(Morning, 2, 0, At, At.AddMinutes(5)), new(Evening, 1, 1, At.AddHours(9), At.AddHours(9))],
        [
            new(Morning, 20m, IsPaid: true, 12m, 0, 1.5m, 2, 0.5m, 2m, 2m),
            new(Morning, 5m, IsPaid: false, 10m, 0, 1, 1, 0, 0.5m, 0),
            new(Evening, 20m, IsPaid: true, 0, -6m, -1, 1, 0, -1m, -1m),
        ],
        [new("GBP", "card", 12m, 1), new("GBP", "cash", -5m, 1)]);

    private static TotalsAnswer Nothing => new(0, 0, 0, 0, 0, 0, 0, null, null, null, 0, 0, 0);

    [Fact]
    public void Totals_are_the_sum_of_all_parts()
    {
        TotalsAnswer totals = Of(Rows).Totals;
        Assert.Equal(
            new TotalsAnswer(16m, 22m, -6m, 1.5m, 4, 3, 1, At, At.AddHours(9), "GBP", 0.5m, 1.5m, 15m),
            totals);
        foreach (IEnumerable<TotalsAnswer> parts in (IEnumerable<TotalsAnswer>[])
            [
                Of(Rows).ByRegister.Select(one => one.Totals),
                Of(Rows).ByCashier.Select(one => one.Totals),
                Of(Rows).ByHour.Select(one => one.Totals),
            ])
        {
            Assert.Equal(totals.NetRevenue, parts.Sum(one => one.NetRevenue));
            Assert.Equal(totals.Transactions, parts.Sum(one => one.Transactions));
        }

        Assert.Equal(["1", "2"], Of(Rows).ByRegister.Select(one => one.Register));
        Assert.Equal([null, "ann"], Of(Rows).ByCashier.Select(one => one.Cashier));
        Assert.Equal([9, 18], Of(Rows).ByHour.Select(one => one.Hour));
    }

    [Fact]
    public void Payments_unpaid_amounts_and_the_difference_add_up_to_the_day()
    {
        Assert.Equal(
            [new PaymentMethodAnswer("card", "GBP", 12m, 1), new("cash", "GBP", -5m, 1), new(null, "GBP", 10.5m, 0)],
            Of(Rows).ByPaymentMethod);
        Assert.Equal([new PaymentDifferenceAnswer("GBP", 1m)], Of(Rows).PaymentDifferences);
    }

    [Fact]
    public void Tax_rates_add_up_and_rates_are_written_without_trailing_zeros()
    {
        ClosingRows rows = Rows with { Lines = [.. Rows.Lines, new(Morning, 20.00m, IsPaid: true, 1m, 0, 1, 1, 0, 0, 0)] };
        Assert.Equal(
            [new TaxRateAnswer(5m, "GBP", 10m, 0.5m, 10m, 1), new(20m, "GBP", 7m, 1m, 6m, 4)],
            Of(rows).ByTaxRate);
        Assert.Equal("20", Of(rows).ByTaxRate[1].TaxRate!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Amounts_of_several_currencies_are_not_added()
    {
        ClosingPart euro = Morning with { Currency = "EUR" };
        var rows = new ClosingRows(
            [.. Rows.Entries, new(euro, 1, 0, At, At)],
            [.. Rows.Lines, new(euro, null, IsPaid: false, 7m, 0, 1, 1, 0, 0, 0)],
            Rows.Payments);
        TotalsAnswer totals = Of(rows).Totals;
        Assert.Equal((null, null, 4L, 2.5m), (totals.NetRevenue, totals.Currency, totals.Transactions, totals.Units));
        Assert.Equal([("EUR", 7m), ("GBP", 16m)], totals.ByCurrency!.Select(one => (one.Currency!, one.NetRevenue!.Value)));
        Assert.Equal("GBP", Of(rows).ByRegister[1].Totals.Currency);
    }

    [Fact]
    public void A_day_is_complete_only_when_the_stores_figures_agree()
    {
        Totals figures = (new Totals(22m, -6m, 0, 4, 3, 1, At, At.AddHours(9))
        {
            Currency = "GBP",
            Discounts = 0.5m,
            Tax = 1.5m,
            IncludedTax = 1m,
        }).WithUnits(1.5m);
        Assert.True(Of(Rows).Agrees([new DayTotals(new DateOnly(2026, 11, 25), figures)]));
        Assert.False(Of(Rows).Agrees([]));
        Assert.False(Of(Rows).Agrees([new DayTotals(new DateOnly(2026, 11, 25), figures with { GrossSales = 21m })]));
        Assert.False(Of(Rows).Agrees([new DayTotals(new DateOnly(2026, 11, 25), figures with { Transactions = 2 })]));
        Assert.True(Of(new ClosingRows([], [], [])).Agrees([]));
    }

    [Fact]
    public void Completely_annulled_figures_are_not_shown()
    {
        var annulled = new ClosingRows(
            [new(Morning, 0, 0, At, At)], [new(Morning, 20m, IsPaid: true, 0, 0, 0, 0, 0, 0, 0)], [new("GBP", "card", 0, 0)]);
        Assert.Equal(Nothing with { Currency = "GBP", FirstAt = At, LastAt = At }, Of(annulled).Totals);
        Assert.True(Of(annulled).Agrees([]));
        Assert.Empty(Of(annulled).ByRegister);
        Assert.Empty(Of(annulled).ByHour);
        Assert.Empty(Of(annulled).ByTaxRate);
        Assert.Empty(Of(annulled).ByPaymentMethod);
        Assert.Equal(Nothing, Of(new ClosingRows([], [], [])).Totals);
    }

    [Fact]
    public void Amounts_without_a_currency_are_shown_in_the_chains_currency()
    {
        ClosingPart unknown = Morning with { Currency = null };
        var rows = new ClosingRows(
            [.. Rows.Entries, new(unknown, 1, 0, At, At)],
            [.. Rows.Lines, new(unknown, 20m, IsPaid: true, 3m, 0, 1, 1, 0, 0, 0)],
            [.. Rows.Payments, new(null, "card", 3m, 1)]);
        var closing = new DayClosing(rows, new CurrencyView(Chain: "GBP", Only: null));
        Assert.Equal(("GBP", 19m), (closing.Totals.Currency, closing.Totals.NetRevenue));
        Assert.Equal(15m, closing.ByPaymentMethod.Single(one => one.Method == "card").Amount);
        Assert.Equal(9m, closing.ByTaxRate.Single(one => one.TaxRate == 20m).NetRevenue);
        Assert.Equal([new PaymentDifferenceAnswer("GBP", 1m)], closing.PaymentDifferences);
    }

    private static DayClosing Of(ClosingRows rows) => new(rows, new CurrencyView(Chain: null, Only: null));
}
