using RetailGrains.Customers;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Tests.Stores;

public abstract class CatalogueStoreSuite : StoreSuite
{
    private ICatalogueStore Catalogue => Store.Catalogue;

    [Fact]
    public async Task Missing_catalogue_entries_are_null()
    {
        Assert.Null(await Catalogue.StoreAsync("S", None));
        Assert.Null(await Catalogue.ProductAsync("S", None));
        Assert.Null(await Catalogue.CustomerAsync("S", None));
    }

    [Fact]
    public async Task An_entry_is_replaced_as_a_whole()
    {
        var store = new StoreDescription("Main street", "Europe/Paris", "France", "EUR");
        var product = new ProductDescription("Heart", "Decoration", 2.5555m);
        var customer = new CustomerDescription("Ann", "Eire");
        await Catalogue.PutStoreAsync("S", store, None);
        await Catalogue.PutProductAsync("P", product, None);
        await Catalogue.PutCustomerAsync("C", customer, None);
        Assert.Equal(store, await Catalogue.StoreAsync("S", None));
        Assert.Equal(product, await Catalogue.ProductAsync("P", None));
        Assert.Equal(customer, await Catalogue.CustomerAsync("C", None));

        await Catalogue.PutStoreAsync("S", new StoreDescription(null, null, "Spain", null), None);
        await Catalogue.PutProductAsync("P", new ProductDescription(null, null, null), None);
        await Catalogue.PutCustomerAsync("C", new CustomerDescription("Bea", null), None);
        Assert.Equal(new StoreDescription(null, null, "Spain", null), await Catalogue.StoreAsync("S", None));
        Assert.Equal(new ProductDescription(null, null, null), await Catalogue.ProductAsync("P", None));
        Assert.Equal(new CustomerDescription("Bea", null), await Catalogue.CustomerAsync("C", None));
    }

    [Fact]
    public async Task The_exchange_rates_of_a_day_are_replaced_as_a_whole_and_read_in_order_of_days()
    {
        DateOnly day = new(2026, 1, 5);
        await Store.ExchangeRates.PutAsync(Rates(day, "EUR", ("GBP", 0.86m), ("USD", 1.08m)), None);
        await Store.ExchangeRates.PutAsync(Rates(day.AddDays(2), "EUR", ("GBP", 0.85m)), None);
        await Store.ExchangeRates.PutAsync(Rates(day.AddDays(-1), "GBP", ("JPY", 190.123456789m)), None);
        await Store.ExchangeRates.PutAsync(Rates(day, "USD", ("GBP", 0.8m)), None);
        Assert.Equal(
            [(4, "GBP", KeyValuePair.Create("JPY", 190.123456789m)), (5, "USD", KeyValuePair.Create("GBP", 0.8m))],
            await ReadAsync(day.AddDays(1), "GBP"));
        Assert.Equal([(7, "EUR", KeyValuePair.Create("GBP", 0.85m))], await ReadAsync(day.AddDays(2), "EUR"));
        Assert.Equal([(5, "USD", KeyValuePair.Create("GBP", 0.8m))], await ReadAsync(day.AddDays(2), "USD"));
        Assert.Empty(await ReadAsync(day.AddDays(-2), "GBP", "JPY"));
    }

    [Fact]
    public async Task Ids_that_look_alike_stay_apart()
    {
        foreach (string id in Samples.AwkwardIds) await Catalogue.PutProductAsync(id, new ProductDescription(id, null, null), None);
        foreach (string id in Samples.AwkwardIds) Assert.Equal(id, (await Catalogue.ProductAsync(id, None))?.Name);
    }

    private static DayRates Rates(DateOnly day, string of, params (string Currency, decimal Rate)[] rates) =>
        new(day, of, rates.ToDictionary(one => one.Currency, one => one.Rate));

    private async Task<IEnumerable<(int Day, string Base, KeyValuePair<string, decimal> Rate)>> ReadAsync(
        DateOnly upTo, params string[] currencies) =>
        (await Store.ExchangeRates.ReadAsync(upTo, currencies, None)).Select(one => (one.Day.Day, one.Base, one.Rates.Single()));
}
