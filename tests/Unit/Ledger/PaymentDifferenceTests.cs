using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class PaymentDifferenceTests
{
    private static readonly SaleLine[] Lines =
    [
        SaleLine.Of("a", null, 2, 5m, discount: 1m, amount: null, tax: 1.71m, taxRate: 19m),
        SaleLine.Of("b", null, -1, 3m, discount: null, amount: null, tax: -0.21m, taxRate: 7m),
        new SaleLine("c", null, 1, 1m),
    ];

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, -0.5)]
    public void Payments_cover_the_amounts_and_the_taxes_that_these_exclude(bool taxExcluded, double difference)
    {
        var details = new SaleDetails(TaxExcluded: taxExcluded, Payments: [new Payment("card", 10m), new Payment("cash", -2m)]);
        Assert.Equal((decimal)difference, SaleSums.PaymentDifference(Lines, details));
        Assert.Null(SaleSums.PaymentDifference(Lines, details with { Payments = null }));
        Assert.Null(SaleSums.PaymentDifference(Lines, details: null));
    }

    [Fact]
    public void An_annulment_takes_the_difference_back()
    {
        LedgerEntry sold = LedgerSamples.Entry(LedgerSamples.Sale("a"), 1, LedgerSamples.Noon) with
        {
            Details = new SaleDetails(Payments: [new Payment("card", 3m)]),
        };
        LedgerEntry annulment = sold with { Mark = new RevisionMark(2, EntryEffect.Annuls, 1) };
        LedgerEntry rest = sold with { Mark = new RevisionMark(3, EntryEffect.AnnulsRest, 1) };
        Assert.Equal((2m, -2m, -2m), (sold.PaymentDifference, annulment.PaymentDifference, rest.PaymentDifference));
    }
}
