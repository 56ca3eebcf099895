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

    [Fact]
    public void Totals_are_the_sum_of_all_parts()
    {
        DayTotalsAnswer totals = DayClosing.Totals(Rows);
        Assert.Equal(
            new DayTotalsAnswer(16m, 22m, -6m, 1.5m, 4, 3, 1, At, At.AddHours(9), "GBP", 0.5m, 1.5m, 15m),
            totals);
        foreach (IEnumerable<DayTotalsAnswer> parts in (IEnumerable<DayTotalsAnswer>[])
            [
                DayClosing.ByRegister(Rows).Select(one => one.Totals),
                DayClosing.ByCashier(Rows).Select(one => one.Totals),
                DayClosing.ByHour(Rows).Select(one => one.Totals),
            ])
        {
            Assert.Equal(totals.NetRevenue, parts.Sum(one => one.NetRevenue));
            Assert.Equal(totals.Transactions, parts.Sum(one => one.Transactions));
        }

        Assert.Equal(["1", "2"], DayClosing.ByRegister(Rows).Select(one => one.Register));
        Assert.Equal([null, "ann"], DayClosing.ByCashier(Rows).Select(one => one.Cashier));
        Assert.Equal([9, 18], DayClosing.ByHour(Rows).Select(one => one.Hour));
    }

    [Fact]
    public void Payments_and_what_was_unpaid_cover_the_day_but_for_the_difference()
    {
        Assert.Equal(
            [new PaymentMethodAnswer("card", "GBP", 12m, 1), new("cash", "GBP", -5m, 1), new(null, "GBP", 10.5m, 0)],
            DayClosing.ByPaymentMethod(Rows));
        Assert.Equal([new PaymentDifferenceAnswer("GBP", 1m)], DayClosing.PaymentDifferences(Rows));
    }

    [Fact]
    public void Tax_rates_add_up_and_rates_are_written_without_trailing_zeros()
    {
        ClosingRows rows = Rows with { Lines = [.. Rows.Lines, new(Morning, 20.00m, IsPaid: true, 1m, 0, 1, 1, 0, 0, 0)] };
        Assert.Equal(
            [new TaxRateAnswer(5m, "GBP", 10m, 0.5m, 10m, 1), new(20m, "GBP", 7m, 1m, 6m, 4)],
            DayClosing.ByTaxRate(rows));
        Assert.Equal("20", DayClosing.ByTaxRate(rows)[1].TaxRate!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Amounts_of_several_currencies_are_not_added()
    {
        ClosingPart euro = Morning with { Currency = "EUR" };
        var rows = new ClosingRows(
            [.. Rows.Entries, new(euro, 1, 0, At, At)],
            [.. Rows.Lines, new(euro, null, IsPaid: false, 7m, 0, 1, 1, 0, 0, 0)],
            Rows.Payments);
        DayTotalsAnswer totals = DayClosing.Totals(rows);
        Assert.Equal((null, null, 4L, 2.5m), (totals.NetRevenue, totals.Currency, totals.Transactions, totals.Units));
        Assert.Equal([("EUR", 7m), ("GBP", 16m)], totals.ByCurrency!.Select(one => (one.Currency!, one.NetRevenue!.Value)));
        Assert.Equal("GBP", DayClosing.ByRegister(rows)[1].Totals.Currency);
    }

    [Fact]
    public void A_day_is_complete_only_when_the_stores_figures_agree()
    {
        var figures = new Totals(22m, -6m, 2, 4, 3, 1, At, At);
        Assert.True(DayClosing.Agrees(Rows, [new DayTotals(new DateOnly(2026, 11, 25), figures)]));
        Assert.False(DayClosing.Agrees(Rows, []));
        Assert.False(DayClosing.Agrees(Rows, [new DayTotals(new DateOnly(2026, 11, 25), figures with { GrossSales = 21m })]));
        Assert.False(DayClosing.Agrees(Rows, [new DayTotals(new DateOnly(2026, 11, 25), figures with { Transactions = 2 })]));
        Assert.True(DayClosing.Agrees(new ClosingRows([], [], []), []));
    }

    [Fact]
    public void What_was_annulled_altogether_is_not_shown()
    {
        var annulled = new ClosingRows(
            [new(Morning, 0, 0, At, At)], [new(Morning, 20m, IsPaid: true, 0, 0, 0, 0, 0, 0, 0)], [new("GBP", "card", 0, 0)]);
        Assert.Equal(DaySum.Empty with { Currency = "GBP", FirstAt = At, LastAt = At }, DayClosing.Totals(annulled));
        Assert.Empty(DayClosing.ByRegister(annulled));
        Assert.Empty(DayClosing.ByHour(annulled));
        Assert.Empty(DayClosing.ByTaxRate(annulled));
        Assert.Empty(DayClosing.ByPaymentMethod(annulled));
        Assert.Equal(DaySum.Empty, DayClosing.Totals(new ClosingRows([], [], [])));
    }
}
