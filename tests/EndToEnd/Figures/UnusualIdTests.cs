using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Figures;

/// <summary>
/// Ids are opaque and case-sensitive: as the id of a store, product, customer or transaction any text is unchanged by paths, queries,
/// lists, cursors and both databases. Storage tends to confuse numbers with leading zeros and text that looks like hexadecimal.
/// </summary>
public abstract class OddIdSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private static readonly string[] Ids =
    [
        "85123A", "85123a", "0123", "123", "a/b", "a%2Fb", "100%", "日本", "United Kingdom", "...", "%2E", "a?b#c&d=e+f", "'\";--", "😀",
        "\u00e9", "e", "\\", "a\\..\\b", "batch", new string('x', 64),
    ];

    private static readonly (string Path, string Field)[] Kinds =
        [("/stores", "storeId"), ("/products", "productId"), ("/customers", "customerId")];

    [Fact]
    public async Task Ids_that_look_alike_stay_apart_and_every_endpoint_finds_them()
    {
        ApiProcess api = await StartAsync();
        Dictionary<string, Sale> sales = Ids.Select((id, i) => new Sale(
            id, id, id, "2024-05-01T10:00:00Z", new Line(id, i + 1, 1.5m, $"name {i}"))).ToDictionary(sale => sale.TransactionId);
        foreach (Sale sale in sales.Values)
            await AssertReachableAsync(api.Client, (await api.Client.PostAppliedAsync(sale)).Expect(HttpStatusCode.Created), sale);
        await AssertApartAsync(api.Client, sales);
        await AssertTransactionsAsync(api.Client, sales);
        await AssertCatalogueAsync(api.Client);
        await api.Client.ExpectAgreementAsync();

        // An API that has nothing in memory reads them from the database.
        await api.KillAsync();
        api = await StartAsync();
        await AssertApartAsync(api.Client, sales);
        await AssertTransactionsAsync(api.Client, sales);

        foreach (string id in Ids)
            (await api.Client.PostAsync($"/transactions/{Escaped(id)}/void")).Expect(HttpStatusCode.Created);
        Assert.Equal(0m, (await api.Client.GetAsync("/summary"))["totals"].GetProperty("netRevenue").GetDecimal());
    }

    [Fact]
    public async Task Ids_that_no_path_can_contain_or_that_white_space_surrounds_are_refused_and_named()
    {
        ApiProcess api = await StartAsync();
        foreach (string id in (string[])[".", "..", " x", "x ", "\u00a0x", "x\u3000", "\u2028"])
        {
            foreach ((string field, Sale sale) in new[]
            {
                ("transactionId", new Sale(id, "s", "c", "2024-05-01T10:00:00Z", new Line("p", 1, 1))),
                ("storeId", new Sale("t", id, "c", "2024-05-01T10:00:00Z", new Line("p", 1, 1))),
                ("customerId", new Sale("t", "s", id, "2024-05-01T10:00:00Z", new Line("p", 1, 1))),
                ("lines[0].productId", new Sale("t", "s", "c", "2024-05-01T10:00:00Z", new Line(id, 1, 1))),
            })
            {
                Answer refused = (await api.Client.PostAsync(sale)).Expect(HttpStatusCode.BadRequest);
                Assert.Equal([field], refused["errors"].EnumerateObject().Select(error => error.Name));
            }
        }

        (await api.Client.PutAsync("/stores/x%20", """{"name":"n"}""")).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Ids_that_look_the_same_are_the_same_everywhere()
    {
        ApiProcess api = await StartAsync();
        const string composed = "Caf\u00e9", other = "Cafe\u0301";
        Answer first = (
            await api.Client.PostAppliedAsync(new Sale(other, other, other, "2024-05-01T10:00:00Z", new Line(other, 2, 1.5m)))).Expect(
                HttpStatusCode.Created);
        Assert.Equal(composed, first["transactionId"].GetString());
        Answer again = (
            await api.Client.PostAsync(new Sale(composed, composed, composed, "2024-05-01T10:00:00Z", new Line(composed, 2, 1.5m))))
                .Expect(HttpStatusCode.OK);
        Assert.True(again.Duplicate);
        foreach (string id in (string[])[composed, other])
        {
            Assert.Equal(
                composed,
                (await api.Client.GetAsync($"/transactions/{Escaped(id)}")).Expect(HttpStatusCode.OK)["transactionId"].GetString());
            foreach ((string path, string field) in Kinds)
            {
                Assert.Equal(composed, (await api.Client.GetAsync($"{path}/{Escaped(id)}")).Expect(HttpStatusCode.OK)[field].GetString());
                Assert.Single((await api.Client.GetAsync($"{path}?q={Escaped(id)}"))["items"].EnumerateArray());
                (await api.Client.PutAsync($"{path}/{Escaped(id)}", """{"name":"given"}""")).Expect(HttpStatusCode.OK);
                Assert.Single(await api.Client.ListAsync($"/transactions?{field}={Escaped(id)}"));
            }
        }

        foreach ((string path, _) in Kinds) Assert.Single(await api.Client.ListAsync(path));
        (await api.Client.PostAsync($"/transactions/{Escaped(other)}/void")).Expect(HttpStatusCode.Created);
        (await api.Client.PostAsync($"/transactions/{Escaped(composed)}/void")).Expect(HttpStatusCode.OK);
    }

    /// <summary>Reads the sale at the Location that its answer gave, through a client that normalises paths as all clients do.</summary>
    private static async Task AssertReachableAsync(RetailClient client, Answer recorded, Sale sale) =>
        Assert.Equal(
            sale.TransactionId,
            (await client.GetRootAsync(recorded.Headers.Location!.ToString())).Expect(HttpStatusCode.OK)["transactionId"].GetString());

    private static async Task AssertApartAsync(RetailClient client, Dictionary<string, Sale> sales)
    {
        foreach ((string path, string field) in Kinds)
        {
            Dictionary<string, Totals> expected = sales.ToDictionary(sale => sale.Key, sale => Totals.OfSales([sale.Value]));
            List<JsonElement> listed = await client.ListAsync($"{path}?sort=id");
            Assert.Equal(expected.Keys.Order(CodePoints), listed.Select(item => item.GetProperty(field).GetString()!));
            Assert.All(listed, item => Assert.Equal(expected[item.GetProperty(field).GetString()!], TotalsOf(item)));

            // With one item per page, every id is used as a cursor.
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

    private static string Escaped(string id) => Uri.EscapeDataString(id);

    /// <summary>Compares by code point, which is the order of UTF-8 bytes.</summary>
    private static readonly Comparer<string> CodePoints = Comparer<string>.Create((a, b) =>
        System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b)));
}

public sealed class SqliteUnusualIdTests(ITestOutputHelper output) : OddIdSuite(output);

[Collection(FifthPostgresCollection.Name)]
public sealed class PostgresUnusualIdTests(PostgresFixture server, ITestOutputHelper output) : OddIdSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
