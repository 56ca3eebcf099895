using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;
using Xunit;

namespace RetailGrains.Tests.Unit.Ledger.Revisions;

public sealed class RemainderTests
{
    [Fact]
    public void A_return_takes_from_the_line_with_its_price_before_others_of_the_product()
    {
        Remainder left = After([Line("a", 2, 3m), Line("a", 4, 2m), Line("b", 1, 9m)], [Line("a", -3, 2m)]);
        Assert.Equal([(2m, 6m), (1m, 2m), (1m, 9m)], Of(left));
    }

    [Fact]
    public void A_return_with_another_price_takes_from_the_lines_with_the_closest_price()
    {
        Remainder left = After([Line("a", 2, 3m), Line("a", 4, 2m)], [Line("a", -3, 1m)]);
        Assert.Equal([(2m, 6m), (1m, 5m)], Of(left));
    }

    [Fact]
    public void A_tax_that_a_return_did_not_refund_remains_and_is_taken_back_once()
    {
        LedgerEntry sale = Entry([SaleLine.Of("a", null, 1, 10m, null, null, 0.7m, 7m)]);
        LedgerEntry[] taken =
        [
            Entry([SaleLine.Of("a", null, -1, 10m, null, null, null, 7m)], TransactionKind.Return),
            Entry([SaleLine.Of("a", null, 0, 10m, null, 0m, -0.7m, 7m)], TransactionKind.Return),
        ];
        var remainder = new Remainder(sale);
        remainder.TakeBack(taken[0]);
        Assert.Equal((0m, 0m, 0.7m), (remainder.Lines[0].Quantity, remainder.Lines[0].Amount, remainder.Lines[0].Tax));
        remainder.TakeBack(taken[1]);
        Assert.True(remainder.IsNothing);
    }

    [Fact]
    public void Weighed_goods_and_their_tax_are_taken_back_to_the_last_digit()
    {
        SaleLine sold = SaleLine.Of("cheese", null, 0.355m, 3.99m, null, 1.42m, 0.0929m, 7m);
        SaleLine some = SaleLine.Of("cheese", null, -0.1m, 3.99m, null, -0.4m, -0.0262m, 7m);
        SaleLine rest = Assert.Single(After([sold], [some]).Lines);
        Assert.Equal((0.255m, 1.02m, 0.0667m, 7m), (rest.Quantity, rest.Amount, rest.Tax, rest.TaxRate));
    }

    [Fact]
    public void The_shares_of_several_lines_add_up_to_the_return()
    {
        SaleLine[] sold = [SaleLine.Of("a", null, 1, 3m, null, 3.34m, null, null), SaleLine.Of("a", null, 2, 3m, null, 6.66m, null, null)];
        Remainder left = After(sold, [SaleLine.Of("a", null, -3, 3.3333m, null, -10m, null, null)]);
        Assert.Equal(0m, left.Lines.Sum(line => line.Quantity));
        Assert.Equal(0m, left.Lines.Sum(line => line.Amount), 1);
    }

    [Theory]
    [InlineData(-4, 2.5, false)]
    [InlineData(-5, 2.5, true)]
    [InlineData(-4, 2.51, false)]
    [InlineData(-4, 3.5, true)]
    public void More_goods_or_more_money_than_was_sold_exceeds_the_sale(int quantity, double price, bool exceeds)
    {
        var remainder = new Remainder(Entry([Line("a", 4, 2.5m)]));
        Assert.Equal(exceeds, remainder.TakeBack(Entry([Line("a", quantity, (decimal)price)], TransactionKind.Return)));
        Assert.All(remainder.Lines, line => Assert.True(line.Quantity >= 0 && line.Amount >= 0));
    }

    [Fact]
    public void A_product_that_was_not_sold_exceeds_the_sale()
    {
        Assert.True(new Remainder(Entry([Line("a", 4, 2.5m)])).TakeBack(Entry([Line("A", -1, 2.5m)], TransactionKind.Return)));
    }

    [Theory]
    [InlineData(0, false)] // a note
    [InlineData(-1.5, true)]
    public void A_refund_without_goods_of_a_product_that_was_not_sold_exceeds_the_sale(double amount, bool exceeds)
    {
        SaleLine refund = SaleLine.Of("b", null, 0, 0, null, (decimal)amount, null, null);
        Assert.Equal(exceeds, new Remainder(Entry([Line("a", 4, 2.5m)])).TakeBack(Entry([refund], TransactionKind.Return)));
    }

    [Fact]
    public void A_refund_without_goods_leaves_the_goods()
    {
        Remainder left = After([Line("a", 2, 3m)], [SaleLine.Of("a", null, 0, 0, null, -1.5m, null, null)]);
        Assert.Equal([(2m, 4.5m)], Of(left));
        Assert.False(left.IsNothing);
    }

    [Fact]
    public void An_exchanged_line_of_a_sale_cannot_be_returned()
    {
        Remainder left = After([Line("a", 2, 3m), Line("a", -1, 3m)], [Line("a", -2, 3m)]);
        Assert.Equal([(0m, 0m), (-1m, -3m)], Of(left));
    }

    [Fact]
    public void Discounts_are_taken_back_with_the_goods()
    {
        SaleLine sold = SaleLine.Of("a", null, 4, 10m, 8m, null, null, null);
        SaleLine back = SaleLine.Of("a", null, -1, 10m, 2m, null, null, null);
        SaleLine left = Assert.Single(After([sold], [back]).Lines);
        Assert.Equal((3m, 6m, 24m), (left.Quantity, left.Discount, left.Amount));
    }

    private static Remainder After(SaleLine[] sold, SaleLine[] returned)
    {
        var remainder = new Remainder(Entry(sold));
        Assert.False(remainder.TakeBack(Entry(returned, TransactionKind.Return)));
        return remainder;
    }

    private static (decimal Quantity, decimal Amount)[] Of(Remainder remainder) =>
        Array.ConvertAll(remainder.Lines, line => (line.Quantity, line.Amount));

    private static SaleLine Line(string product, int quantity, decimal price) => new(product, null, quantity, price);

    private static LedgerEntry Entry(SaleLine[] lines, TransactionKind kind = TransactionKind.Sale) =>
        new(new Position(0, 1), "T", "S", null, DateTimeOffset.UnixEpoch, kind, lines, DateTime.UnixEpoch);
}
