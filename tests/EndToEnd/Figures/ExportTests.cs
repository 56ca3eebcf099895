using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Figures;

/// <summary>An export has all rows of its list, once, with exact numbers, and no cell that a spreadsheet would run.</summary>
public abstract class ExportSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    /// <summary>More products than fit on a page.</summary>
    private const int Products = 620;

    [Fact]
    public async Task Every_list_is_exported_as_a_whole_in_both_formats()
    {
        RetailClient client = (await StartAsync()).Client;
        Line[] lines =
            [.. Enumerable.Range(0, Products).Select(i => new Line($"p {i:D3}", 0.355m + i, 1.2501m, "A \"quoted\", name"))];
        (await client.PostAppliedAsync(new Sale("many", "north", "=cmd|' /C calc'!A0", "2024-01-05T08:00:00Z", lines))).Expect(
            HttpStatusCode.Created);
        var refund = new Sale("-1+1", "south", null, "2024-01-06T08:00:00Z", new Line("p 000", -1, 10m, "@SUM(A1)")) { Kind = "return" };
        (await client.PostAppliedAsync(refund)).Expect(HttpStatusCode.Created);
        (await client.PostAppliedAsync(new Sale("voided", "south", null, "2024-01-06T08:00:00Z", new Line("p 000", 1, 10m)))).Expect(
            HttpStatusCode.Created);
        (await client.PostAsync("/transactions/voided/void?wait=applied", """{"date": "original"}""")).Expect(HttpStatusCode.Created);

        foreach (string list in new[] { "stores?sort=id", "products?sort=id", "customers?sort=id", "transactions" })
        {
            string name = list.Split('?')[0];
            List<JsonElement> items = await client.ListAsync($"/{list}");
            Answer ndjson = (await client.GetAsync($"/export/{name}?format=ndjson")).Expect(HttpStatusCode.OK);
            Assert.Equal("application/x-ndjson", ndjson.ContentType);
            Assert.Equal(items.Select(item => item.GetRawText()), ndjson.Text.Split('\n')[..^1]);
            Answer csv = (await client.GetAsync($"/export/{name}")).Expect(HttpStatusCode.OK);
            Assert.Equal("text/csv", csv.ContentType);
            string[] records = csv.Text.Split("\r\n")[..^1];
            int expected = name == "transactions" ? items.Sum(item => item.GetProperty("lines").GetArrayLength()) : items.Count;
            Assert.Equal(expected + 1, records.Length);
            Assert.All(records, record => Assert.DoesNotContain(record.Split(','), cell => cell is ['=' or '+' or '@', ..]));
        }

        string products = (await client.GetAsync("/export/products?q=P%20000")).Text;
        Assert.Equal(2, products.Split("\r\n")[..^1].Length);
        Assert.Contains("\r\np 000,@SUM", products.Replace("'@", "@", StringComparison.Ordinal), StringComparison.Ordinal);
        // 0.355 x 1.2501 - 10
        Assert.Contains(",-9.5562145,", products, StringComparison.Ordinal);
        string south = (await client.GetAsync("/export/transactions?storeId=south")).Text;
        Assert.Contains(
            "\r\n'-1+1,1,south,,2024-01-06T08:00:00+00:00,return,,0,p 000,'@SUM(A1),-1,10,0,-10,,,true,-10,",
            south,
            StringComparison.Ordinal);
        Assert.DoesNotContain("voided", south, StringComparison.Ordinal);
        Assert.Contains("'=cmd|", (await client.GetAsync("/export/customers")).Text, StringComparison.Ordinal);
        Assert.Empty((await client.GetAsync("/export/stores?format=ndjson&q=nobody")).Text);
        Assert.Single((await client.GetAsync("/export/stores?q=nobody")).Text.Split("\r\n")[..^1]);

        foreach (string bad in new[] { "stores?format=xml", "transactions?format=json", "products?limit=1", "transactions?cursor=x" })
            (await client.GetAsync($"/export/{bad}")).Expect(HttpStatusCode.BadRequest);
        (await client.GetAsync("/export/receipts")).Expect(HttpStatusCode.NotFound);
        using var producer = new RetailClient(client.Address, TestTokens.Of("producer"));
        foreach (string list in new[] { "stores", "transactions" })
            (await producer.GetAsync($"/export/{list}")).Expect(HttpStatusCode.Forbidden);
    }
}

public sealed class ExportTests(ITestOutputHelper output) : ExportSuite(output);

[Collection(PostgresCollection.Name)]
public sealed class PostgresExportTests(PostgresFixture server, ITestOutputHelper output) : ExportSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
