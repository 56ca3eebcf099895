using CsCheck;
using RetailGrains.Ledger;
using RetailGrains.Tests.Unit.Ledger.Revisions;
using Xunit;

namespace RetailGrains.Tests.Unit.Ledger;

/// <summary>The differences that the answer to a conflict names.</summary>
public sealed class ContentDifferencesTests
{
    private static readonly DateTime At = new(2010, 12, 1, 8, 26, 0);

    private static readonly SaleTransaction Sale = new(
        "T", "S", "C", new SaleTime(At, TimeSpan.Zero), TransactionKind.Sale,
        [SaleLine.Of("P", "HEART", 6, 2.55m, 0.3m, null, 2.5m, 20m), new SaleLine("Q", null, 1, 3m)])
    {
        Currency = "GBP",
        Details = new SaleDetails("7", "ann", "gift", null, TaxExcluded: false, [new Payment("card", 10m), new Payment("cash", 8m)]),
    };

    public static TheoryData<string, SaleTransaction> Changes => new()
    {
        { "storeId", Sale with { StoreId = "s" } },
        { "customerId", Sale with { CustomerId = null } },
        { "occurredAt", Sale with { Time = new SaleTime(At.AddSeconds(1), TimeSpan.Zero) } },
        { "kind", Sale with { Kind = TransactionKind.Adjustment } },
        { "currency", Sale with { Currency = "EUR" } },
        { "currency", Sale with { Currency = null } },
        { "register", Sale with { Details = Sale.Details! with { Register = "8" } } },
        { "cashier", Sale with { Details = Sale.Details! with { Cashier = null } } },
        { "note", Sale with { Details = Sale.Details! with { Note = new string('x', 1_000) } } },
        { "originalTransactionId", Sale with { Details = Sale.Details! with { OriginalTransactionId = "O" } } },
        { "taxIncluded", Sale with { Details = Sale.Details! with { TaxExcluded = true } } },
        { "payments", Sale with { Details = Sale.Details! with { Payments = null } } },
        { "payments[1].method", Sale with { Details = Sale.Details! with { Payments = [new("card", 10m), new("voucher", 8m)] } } },
        { "payments[0].amount", Sale with { Details = Sale.Details! with { Payments = [new("card", 11m), new("cash", 8m)] } } },
        { "lines", Sale with { Lines = [Sale.Lines[0]] } },
        { "lines", Sale with { Lines = [Sale.Lines[1], Sale.Lines[0]] } },
        { "lines[1].productId", Sale with { Lines = [Sale.Lines[0], new SaleLine("q", null, 1, 3m)] } },
        { "lines[1].description", Sale with { Lines = [Sale.Lines[0], new SaleLine("Q", "x", 1, 3m)] } },
        { "lines[1].quantity", Sale with { Lines = [Sale.Lines[0], new SaleLine("Q", null, 1.5m, 3m)] } },
        { "lines[1].unitPrice", Sale with { Lines = [Sale.Lines[0], new SaleLine("Q", null, 1, 3.01m)] } },
        { "lines[0].amount", WithLine(0.3m, 14.99m, 2.5m, 20m) },
        { "lines[0].tax", WithLine(0.3m, null, null, 20m) },
        { "lines[0].taxRate", WithLine(0.3m, null, 2.5m, 19m) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_of_one_field_is_named_by_its_path(string path, SaleTransaction changed)
    {
        LedgerEntry entry = EntryOf(Sale);
        Assert.False(entry.HasContentOf(changed));
        ContentDifference difference = Assert.Single(ContentDifferences.Of(entry, changed, currency: null));
        Assert.Equal(path, difference.Path);
        Assert.InRange(difference.Message.Length, 10, 300);
    }

    [Fact]
    public void All_changes_are_named_with_both_values()
    {
        SaleTransaction changed = Sale with { StoreId = "s", Currency = null, Lines = [Sale.Lines[0], new SaleLine("Q", null, 2, 3.50m)] };
        Assert.Equal(
            [
                "storeId is S in the ledger, not s",
                "currency is GBP in the ledger, not left out",
                "lines[1].quantity is 1 in the ledger, not 2",
                "lines[1].unitPrice is 3 in the ledger, not 3.5",
            ],
            ContentDifferences.Of(EntryOf(Sale), changed, "EUR").Select(one => $"{one.Path} {one.Message}"));
    }

    [Fact]
    public void Of_discount_and_amount_a_consequence_of_another_change_is_not_named()
    {
        Assert.Equal(["lines[0].discount", "lines[0].amount"], PathsOf(WithLine(0.4m, null, 2.5m, 20m)));
        SaleLine weighed = SaleLine.Of("P", "HEART", 6.1m, 2.55m, null, 15m, 2.5m, 20m);
        Assert.Equal(["lines[0].quantity"], PathsOf(Sale with { Lines = [weighed, Sale.Lines[1]] }));
        SaleLine reduced = SaleLine.Of("P", "HEART", 6.1m, 2.55m, 0.3m, null, 2.5m, 20m);
        Assert.Equal(["lines[0].quantity"], PathsOf(Sale with { Lines = [reduced, Sale.Lines[1]] }));
        SaleLine both = SaleLine.Of("P", "HEART", 6.1m, 2.55m, 0.5m, null, 2.5m, 20m);
        Assert.Equal(["lines[0].quantity", "lines[0].discount"], PathsOf(Sale with { Lines = [both, Sale.Lines[1]] }));

        static IEnumerable<string> PathsOf(SaleTransaction sent) =>
            ContentDifferences.Of(EntryOf(Sale), sent, currency: null).Select(one => one.Path);
    }

    [Fact]
    public void Differences_are_reported_exactly_where_the_content_differs() => Gen.Int.Sample(seed =>
    {
        var gen = new SaleGen(new Random(seed));
        SaleTransaction[] sales = [gen.Sale("T"), gen.Sale("T"), gen.ReturnOf("T", gen.Sale("O"))];
        foreach (SaleTransaction recorded in sales)
        {
            foreach (SaleTransaction sent in sales.Append(recorded with { Currency = null }))
            {
                bool same = EntryOf(recorded).HasContentOf(sent, "EUR");
                Assert.Equal(same, !ContentDifferences.Of(EntryOf(recorded), sent, "EUR").Any());
            }
        }
    });

    private static SaleTransaction WithLine(decimal? discount, decimal? amount, decimal? tax, decimal? rate) =>
        Sale with { Lines = [SaleLine.Of("P", "HEART", 6, 2.55m, discount, amount, tax, rate), Sale.Lines[1]] };

    private static LedgerEntry EntryOf(SaleTransaction sale) => new(
        new Position(0, 1), sale.TransactionId, sale.StoreId, sale.CustomerId, new DateTimeOffset(sale.Time.Wall, TimeSpan.Zero), sale.Kind,
        sale.Lines, At)
    {
        Currency = sale.Currency,
        Details = sale.Details,
    };
}
