using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>Compares what is served with figures that the test computes itself from the sales that it sent.</summary>
internal static class ServedFigures
{
    /// <summary>Checks the chain and every store, product and customer, both from its grain and in its list.</summary>
    public static async Task AssertAsync(RetailClient client, IReadOnlyCollection<Sale> sales)
    {
        Answer summary = (await client.GetAsync("/summary")).Expect(HttpStatusCode.OK);
        Assert.Equal(Totals.OfSales(sales), Totals.Of(summary["totals"]));
        Assert.Equal(Totals.OfSales([.. sales.Where(sale => sale.CustomerId is null)]), Totals.Of(summary["guest"]));

        await AssertAsync(
            client, "/stores", "storeId", sales.GroupBy(sale => sale.StoreId).ToDictionary(s => s.Key, s => Totals.OfSales([.. s])));
        await AssertAsync(
            client,
            "/customers",
            "customerId",
            sales.Where(sale => sale.CustomerId is not null).GroupBy(sale => sale.CustomerId!).ToDictionary(s => s.Key,
                s => Totals.OfSales([.. s])));
        await AssertAsync(
            client,
            "/products",
            "productId",
            sales.SelectMany(sale => sale.Lines.Select(line => (line.ProductId, Sale: sale))).Distinct().GroupBy(pair => pair.ProductId)
                .ToDictionary(p => p.Key, p => Totals.OfSales([.. p.Select(pair => pair.Sale)], line => line.ProductId == p.Key)));
    }

    private static async Task AssertAsync(RetailClient client, string path, string id, Dictionary<string, Totals> expected)
    {
        Dictionary<string, Totals> listed = (await client.ListAsync($"{path}?sort=id"))
            .ToDictionary(item => item.GetProperty(id).GetString()!, item => Totals.Of(item.GetProperty("totals")));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), listed.Keys.Order(StringComparer.Ordinal));
        await Parallel.ForEachAsync(expected, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (one, _) =>
        {
            Assert.True(one.Value == listed[one.Key], $"{path} lists {one.Key} with {listed[one.Key]}, the sales sent come to {one.Value}");
            JsonElement served = (await client.GetAsync($"{path}/{Uri.EscapeDataString(one.Key)}")).Expect(HttpStatusCode.OK)["totals"];
            Assert.True(one.Value == Totals.Of(served), $"{path}/{one.Key} is {Totals.Of(served)}, the sales sent come to {one.Value}");
        });
    }
}
