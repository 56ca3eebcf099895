using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Figures;

/// <summary>
/// Ids are opaque and case-sensitive: as the id of a store, product, customer or transaction any text stays itself, through paths, queries,
/// lists, cursors and both databases. Numbers with leading zeros and what looks like hexadecimal are the ones that storage likes to confuse.
/// </summary>
public abstract class OddIdSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private static readonly string[] Ids =
    [
        "85123A", "85123a", "0123", "123", "a/b", "a%2Fb", "100%", "日本", "United Kingdom", ".", "..", "a?b#c&d=e+f", "'\";--", "😀",
        "é", "e\u0301", new string('x', 64),
    ];

    private static readonly (string Path, string Field)[] Kinds = [("/stores", "storeId"), ("/products", "productId"), ("/customers", "customerId")];

    [Fact]
    public async Task Ids_that_look_alike_stay_apart_and_every_endpoint_finds_them()
    {
        ApiProcess api = await StartAsync();
        Dictionary<string, Sale> sales = Ids.Select((id, i) => new Sale(
            id, id, id, "2024-05-01T10:00:00Z", new Line(id, i + 1, 1.5m, $"name {i}"))).ToDictionary(sale => sale.TransactionId);
        foreach (Sale sale in sales.Values) (await api.Client.PostAppliedAsync(sale)).Expect(HttpStatusCode.Created);
        await AssertApartAsync(api.Client, sales);
        await AssertTransactionsAsync(api.Client, sales);
        await AssertCatalogueAsync(api.Client);
        await api.Client.ExpectAgreementAsync();

        // Read back from the database by an API that has nothing in memory.
        await api.KillAsync();
        api = await StartAsync();
        await AssertApartAsync(api.Client, sales);
        await AssertTransactionsAsync(api.Client, sales);

        foreach (string id in Ids)
            (await api.Client.PostAsync($"/transactions/{Escaped(id)}/void")).Expect(HttpStatusCode.Created);
        Assert.Equal(0m, (await api.Client.GetAsync("/summary"))["totals"].GetProperty("netRevenue").GetDecimal());
    }

    private static async Task AssertApartAsync(RetailClient client, Dictionary<string, Sale> sales)
    {
        foreach ((string path, string field) in Kinds)
        {
            Dictionary<string, Totals> expected = sales.ToDictionary(sale => sale.Key, sale => Totals.OfSales([sale.Value]));
            List<JsonElement> listed = await client.ListAsync($"{path}?sort=id");
            Assert.Equal(expected.Keys.Order(CodePoints), listed.Select(item => item.GetProperty(field).GetString()!));
            Assert.All(listed, item => Assert.Equal(expected[item.GetProperty(field).GetString()!], TotalsOf(item)));

            // A page of one: every id has been a cursor.
            var paged = new List<string>();
            for (string cursor = ""; ;)
            {
                Answer page = (await client.GetAsync($"{path}?sort=id&limit=1{cursor}")).Expect(HttpStatusCode.OK);
                paged.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty(field).GetString()!));
                if (page["next"].GetString() is not { } next) break;
                cursor = $"&cursor={Escaped(next)}";
            }

            Assert.Equal(expected.Keys.Order(CodePoints), paged);
            foreach ((string id, Totals figures) in expected)
            {
                Answer one = (await client.GetAsync($"{path}/{Escaped(id)}")).Expect(HttpStatusCode.OK);
                Assert.Equal(id, one[field].GetString());
                Assert.Equal(figures, TotalsOf(one.Json));
                Answer days = (await client.GetAsync($"{path}/{Escaped(id)}/sales")).Expect(HttpStatusCode.OK);
                Assert.Equal(figures, Totals.Of(Assert.Single(days["items"].EnumerateArray())));
            }
        }
    }

    private static async Task AssertTransactionsAsync(RetailClient client, Dictionary<string, Sale> sales)
    {
        foreach ((string id, Sale sale) in sales)
        {
            Answer one = (await client.GetAsync($"/transactions/{Escaped(id)}")).Expect(HttpStatusCode.OK);
            Assert.Equal(id, one["transactionId"].GetString());
            Assert.Equal(sale.Total, one["total"].GetDecimal());
            Answer again = (await client.PostAsync(sale)).Expect(HttpStatusCode.OK);
            Assert.True(again.Duplicate);
            Assert.Equal(one.Position, again.Position);
            foreach (string filter in (string[])["storeId", "customerId", "productId"])
            {
                JsonElement found = Assert.Single(await client.ListAsync($"/transactions?{filter}={Escaped(id)}"));
                Assert.Equal(id, found.GetProperty("transactionId").GetString());
            }
        }
    }

    private static async Task AssertCatalogueAsync(RetailClient client)
    {
        foreach ((string path, _) in Kinds)
        {
            for (int i = 0; i < Ids.Length; i++)
                (await client.PutAsync($"{path}/{Escaped(Ids[i])}", $$"""{"name":"given {{i}}"}""")).Expect(HttpStatusCode.OK);
            for (int i = 0; i < Ids.Length; i++)
                Assert.Equal($"given {i}", (await client.GetAsync($"{path}/{Escaped(Ids[i])}"))["name"].GetString());
        }
    }

    private static Totals TotalsOf(JsonElement entity) => Totals.Of(entity.GetProperty("totals"));

    /// <summary>Percent-encoded whole; dots too, since a path of dots alone is no path of its own to any HTTP client.</summary>
    private static string Escaped(string id) => id.All(c => c == '.') ? id.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(id);

    /// <summary>By code point, which is the order of UTF-8 bytes.</summary>
    private static readonly Comparer<string> CodePoints = Comparer<string>.Create((a, b) =>
        System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b)));
}

public sealed class SqliteOddIdTests(ITestOutputHelper output) : OddIdSuite(output);

[Collection(PostgresCollection.Name)]
public sealed class PostgresOddIdTests(PostgresFixture server, ITestOutputHelper output) : OddIdSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
