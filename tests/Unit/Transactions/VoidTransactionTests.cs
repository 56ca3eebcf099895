using RetailGrains.Api.Transactions;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Transactions;

public sealed class VoidTransactionTests
{
    [Fact]
    public void The_return_takes_back_every_line()
    {
        var entry = new LedgerEntry(
            new Position(3, 9), "T", "S", "C", new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.FromHours(1)), TransactionKind.Sale,
            [new SaleLine("P", "HEART", 6, 2.55m), new SaleLine("P", null, -2, 2.55m)], default);
        SaleTransaction taken = VoidTransaction.ReturnOf(entry, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(19));
        Assert.Equal("void:T", taken.TransactionId);
        Assert.Equal(("S", "C", TransactionKind.Return), (taken.StoreId, taken.CustomerId, taken.Kind));
        Assert.Equal(new SaleTime(new DateTime(2026, 1, 1).AddTicks(10), TimeSpan.Zero), taken.Time);
        Assert.Equal([new SaleLine("P", "HEART", -6, 2.55m), new SaleLine("P", null, 2, 2.55m)], taken.Lines);
    }

    [Fact]
    public void Ids_too_long_for_the_prefix_are_hashed()
    {
        Assert.Equal("void:" + new string('x', 59), VoidTransaction.IdOf(new string('x', 59)));
        string hashed = VoidTransaction.IdOf(new string('x', 60));
        Assert.Matches("^void:[0-9a-f]{48}$", hashed);
        Assert.NotEqual(hashed, VoidTransaction.IdOf(new string('x', 61)));
    }
}
