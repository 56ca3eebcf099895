using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class DefaultCurrencyTests
{
    [Theory]
    [InlineData("EUR", true, null, "USD", true)] // the default has changed since
    [InlineData("EUR", true, null, null, true)]
    [InlineData("EUR", true, "EUR", "USD", true)]
    [InlineData("EUR", true, "USD", "USD", false)]
    [InlineData("EUR", false, null, "USD", false)]
    [InlineData("EUR", false, null, "EUR", true)]
    [InlineData(null, false, null, "USD", true)]
    [InlineData(null, false, "USD", "USD", false)]
    public void A_sale_without_a_currency_equals_one_that_has_the_default_of_any_time(
        string? recorded, bool isDefault, string? given, string? today, bool isSame)
    {
        SaleTransaction sale = LedgerSamples.Sale("a");
        LedgerEntry entry = LedgerSamples.Entry(sale, 1, LedgerSamples.Noon) with { Currency = recorded, IsCurrencyDefault = isDefault };
        Assert.Equal(isSame, entry.HasContentOf(sale with { Currency = given }, today));
    }
}
