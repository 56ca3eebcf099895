using System.Globalization;
using CsCheck;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

/// <summary>A line's amount and discount, derived from the values that were sent.</summary>
public sealed class SaleLineTests
{
    [Theory]
    [InlineData("6", "2.55", null, null, "15.3", "0")]
    [InlineData("0.355", "3.99", null, null, "1.41645", "0")]
    [InlineData("3", "3.3333", null, "10", "10", "-0.0001")]
    [InlineData("3", "4", null, "10", "10", "2")]
    [InlineData("-3", "4", null, "-10", "-10", "2")]
    [InlineData("3", "4", "2", null, "10", "2")]
    [InlineData("-3", "4", "2", null, "-10", "2")]
    [InlineData("0.355", "3.99", "0", "1.42", "1.42", "0")]
    [InlineData("0", "0", null, null, "0", "0")]
    [InlineData("0", "5", "1", null, "0", "1")]
    [InlineData("0", "0", null, "-2.5", "-2.5", "0")]
    public void Missing_amounts_and_discounts_are_derived(
        string quantity, string price, string? discount, string? amount, string charged, string taken)
    {
        SaleLine line = SaleLine.Of("P", null, Number(quantity)!.Value, Number(price)!.Value, Number(discount), Number(amount), null, null);
        Assert.Equal((Number(charged), Number(taken)), (line.Amount, line.Discount));
    }

    [Theory]
    [InlineData("1", "10", "1", "9", true)]
    [InlineData("1", "10", "1", "9.01", true)]
    [InlineData("1", "10", "1", "9.02", false)]
    [InlineData("3", "10", "1", "29.03", true)]
    [InlineData("3", "10", "1", "29.04", false)]
    [InlineData("0.355", "3.99", "0", "1.42", true)]
    [InlineData("0.1", "3.95", "0", "0.40", true)]
    [InlineData("-2", "10", "1", "-19", true)]
    [InlineData("-2", "10", "1", "19", false)]
    [InlineData("0", "10", "0", "1", false)]
    public void A_given_amount_agrees_with_a_given_discount_within_a_cent_per_unit(
        string quantity, string price, string discount, string amount, bool agrees) => Assert.Equal(
            agrees,
            TransactionRules.ChargedAmount(Number(quantity)!.Value, Number(price)!.Value, Number(discount)!.Value,
                Number(amount)!.Value) is null);

    [Fact]
    public void A_line_with_only_a_quantity_and_a_price_has_no_details_however_it_is_written()
    {
        var plain = new SaleLine("P", null, 6, 2.55m);
        Assert.Null(plain.Details);
        foreach (SaleLine same in new[]
        {
            SaleLine.Of("P", "", 6.0m, 2.550m, null, null, null, null),
            SaleLine.Of("P", null, 6, 2.55m, 0, null, null, null),
            SaleLine.Of("P", null, 6, 2.55m, null, 15.3m, null, null),
            SaleLine.Of("P", null, 6, 2.55m, 0.00m, 15.30m, null, null),
        })
        {
            Assert.Null(same.Details);
            Assert.True(plain.HasContentOf(same));
        }

        Assert.False(plain.HasContentOf(SaleLine.Of("P", null, 6, 2.55m, null, null, 0, null)));
        Assert.False(plain.HasContentOf(SaleLine.Of("P", null, 6, 2.55m, null, null, null, 0)));
        Assert.False(plain.HasContentOf(SaleLine.Of("P", null, 6, 2.55m, null, 15.29m, null, null)));
    }

    [Fact]
    public void A_line_and_the_one_that_takes_it_back_add_up_to_zero() => Lines.Sample(line =>
    {
        SaleLine back = line.Negated();
        Assert.Equal(0, line.Quantity + back.Quantity);
        Assert.Equal(0, line.Amount + back.Amount);
        Assert.Equal(0, (line.Tax ?? 0) + (back.Tax ?? 0));
        Assert.Equal(0, (Math.Sign(line.Quantity) * line.Discount) + (Math.Sign(back.Quantity) * back.Discount));
        Assert.True(line.HasContentOf(back.Negated()));
    });

    [Fact]
    public void A_line_is_the_same_after_it_was_recorded() => Lines.Sample(line =>
    {
        SaleLine read = SaleLine.Of(
            line.ProductId, line.Description, line.Quantity, line.UnitPrice, line.Discount, line.Amount, line.Tax, line.TaxRate);
        Assert.Equal(line, read);
        Assert.True(TransactionRules.IsRecordable(Sale(line), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    });

    private static Gen<SaleLine> Lines { get; } = Gen.Select(
        Gen.Int[-100_000, 100_000], Gen.Int[0, 99_999], Gen.Int[-500, 500].Nullable(), Gen.Int[-500, 500].Nullable(), Gen.Int[0,
            1_000].Nullable(),
        (quantity, price, off, tax, rate) => SaleLine.Of(
            "P", null, quantity / 1_000m, price / 100m, off / 100m, null, tax / 100m, rate / 10m));

    private static SaleTransaction Sale(SaleLine line) =>
        new("T", "S", null, new SaleTime(new DateTime(2025, 1, 1), TimeSpan.Zero), TransactionKind.Sale, [line]);

    private static decimal? Number(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}
