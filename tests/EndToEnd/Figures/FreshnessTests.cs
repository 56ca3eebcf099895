using System.Net;

namespace RetailGrains.Tests.EndToEnd.Figures;

/// <summary>
/// A caller can read its own writes: <c>?wait=applied</c> answers when every figure includes the transaction, and with
/// <c>Retail-At-Least</c> no read returns less than the given position (guarantees 5 and 7).
/// </summary>
public abstract class FreshnessSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Waited = 30;
    private const int Writers = 6;
    private const int SalesOfEach = 40;

    [Fact]
    public async Task Every_figure_includes_a_sale_that_was_sent_with_wait()
    {
        ApiProcess api = await StartAsync();
        var sent = new List<Sale>();
        for (int n = 0; n < Waited; n++)
        {
            Sale sale = Sale.Number("waited", n);
            (await api.Client.PostAppliedAsync(sale)).Expect(HttpStatusCode.Created);
            sent.Add(sale);
            await ServedFigures.AssertAsync(api.Client, sent);
            long day = (await api.Client.GetAsync("/sales"))["items"].EnumerateArray().Sum(item => Totals.Of(item).Transactions);
            long ofStore = (await api.Client.GetAsync($"/stores/{Uri.EscapeDataString(sale.StoreId)}/sales"))["items"]
                .EnumerateArray().Sum(item => Totals.Of(item).Transactions);
            Assert.Equal((sent.Count, sent.Count(s => s.StoreId == sale.StoreId)), (day, ofStore));
        }

        (await api.Client.PostAsync("/transactions?wait=forever", Sale.Number("wrong", 0).ToJson())).Expect(HttpStatusCode.BadRequest);
    }

    /// <summary>Every writer has a separate store, product and customer, so it knows their totals.</summary>
    [Fact]
    public async Task A_read_at_least_at_a_position_never_shows_less_while_others_write()
    {
        ApiProcess api = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int n = 0; n < SalesOfEach; n++)
            {
                string own = $"own {writer}";
                var sale = new Sale($"{writer}-{n}", own, own, "2024-03-03T12:00:00Z", new(own, 1, 1.001m), new("shared", 1, 2m));
                string position = (await api.Client.PostAsync(sale)).Expect(HttpStatusCode.Created).Position;
                await AssertShowsAsync(api.Client, Uri.EscapeDataString(own), position, n + 1, inLists: n % 10 == 0);
            }
        })));
    }

    private static async Task AssertShowsAsync(RetailClient client, string own, string position, long transactions, bool inLists)
    {
        foreach (string path in (string[])[$"/stores/{own}", $"/products/{own}", $"/customers/{own}"])
        {
            Answer one = (await client.GetAsync(path, position)).Expect(HttpStatusCode.OK);
            Assert.Equal(transactions, Totals.Of(one["totals"]).Transactions);
            Answer days = (await client.GetAsync($"{path}/sales", position)).Expect(HttpStatusCode.OK);
            Assert.Equal(transactions, Totals.Of(Assert.Single(days["items"].EnumerateArray())).Transactions);
        }

        Assert.True(
            Totals.Of((await client.GetAsync("/products/shared", position)).Expect(HttpStatusCode.OK)["totals"]).Transactions
                >= transactions);
        Assert.True(
            Totals.Of((await client.GetAsync("/summary", position)).Expect(HttpStatusCode.OK)["totals"]).Transactions >= transactions);
        foreach (string list in inLists ? (string[])["/stores", "/products", "/customers"] : [])
        {
            Answer page = (await client.GetAsync($"{list}?q={own}", position)).Expect(HttpStatusCode.OK);
            Assert.Equal(transactions, Totals.Of(Assert.Single(page["items"].EnumerateArray()).GetProperty("totals")).Transactions);
        }
    }
}

public sealed class SqliteFreshnessTests(ITestOutputHelper output) : FreshnessSuite(output);

[Collection(FifthPostgresCollection.Name)]
public sealed class PostgresFreshnessTests(PostgresFixture server, ITestOutputHelper output) : FreshnessSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
