using System.Net;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Transactions;

/// <summary>
/// A transaction is voided, annulled and corrected by further entries under its id, each once, however many callers request it repeatedly.
/// </summary>
public abstract class RevisionSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Callers = 16;
    private const int Races = 200;

    private static readonly string[] Paths =
    [
        "/summary", "/stores/store", "/customers/customer", "/products/a", "/products/b",
        "/sales", "/stores/store/sales", "/products/a/sales",
    ];

    [Fact]
    public async Task Concurrent_voids_take_every_line_back_once()
    {
        RetailClient client = (await StartAsync()).Client;
        var sale = new Sale(
            "sold", "store", "customer", "2024-04-01T10:00:00Z", new("a", 2, 1.255m), new("a", 2, 1.255m), new("b", -1, 3m));
        Answer sold = (await client.PostAsync(sale)).Expect(HttpStatusCode.Created);
        Answer[] voided = await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => client.PostAsync("/transactions/sold/void?wait=applied")));
        Assert.Single(voided, answer => answer.Status == HttpStatusCode.Created && !answer.Duplicate);
        Assert.Equal(Callers - 1, voided.Count(answer => answer.Status == HttpStatusCode.OK && answer.Duplicate));
        string position = Assert.Single(voided.Select(answer => answer.Position).Distinct());
        Assert.NotEqual(sold.Position, position);
        Assert.All(voided, answer => Assert.Equal((-sale.Total, 2), (answer["total"].GetDecimal(), answer["revision"].GetInt32())));

        Answer revisions = (await client.GetAsync("/transactions/sold/revisions")).Expect(HttpStatusCode.OK);
        JsonElement taken = revisions["items"][1];
        Assert.Equal(("return", 1), (taken.GetProperty("kind").GetString(), taken.GetProperty("takesBack").GetInt32()));
        Assert.Equal([("a", -2), ("a", -2), ("b", 1)], taken.GetProperty("lines").EnumerateArray()
            .Select(line => (line.GetProperty("productId").GetString()!, line.GetProperty("quantity").GetInt32())));
        foreach (string path in Paths[..5])
        {
            var totals = Totals.Of((await client.GetAsync(path))["totals"]);
            Assert.Equal((0m, 0L, 2L, 1L), (totals.NetRevenue, totals.Units, totals.Transactions, totals.Returns));
        }

        await client.ExpectAgreementAsync();
    }

    [Fact]
    public async Task An_annulled_or_corrected_transaction_leaves_no_trace_in_the_figures()
    {
        ApiProcess api = await StartAsync();
        RetailClient client = api.Client;
        var kept = new Sale("kept", "store", "customer", "2024-04-01T10:00:00Z", new("a", 2, 1.255m), new Line("b", 1, 3m));
        await client.PostAppliedAsync(kept);
        string[] before = await Totals.ReadAsync(client, Paths);

        // The sale is on the day of other sales, and then alone on its day.
        foreach (string day in (string[])["2024-04-01", "2023-11-05"])
        {
            string id = $"wrong {day}";
            await client.PostAppliedAsync(new Sale(id, "store", "customer", $"{day}T12:00:00Z", new Line("a", 7, 9.99m)));
            Assert.NotEqual(before, await Totals.ReadAsync(client, Paths));
            string path = $"/transactions/{Uri.EscapeDataString(id)}";
            Answer annulled = await client.PostAsync($"{path}/void?wait=applied", """{"date": "original"}""");
            Assert.Equal("original", annulled.Expect(HttpStatusCode.Created)["date"].GetString());
            Assert.Equal(before, await Totals.ReadAsync(client, Paths));
            Answer again = await client.PostAsync($"{path}/void", """{"date": "original"}""");
            Assert.Equal(annulled.Position, again.Expect(HttpStatusCode.OK).Position);
            Answer read = await client.GetAsync(path);
            Assert.Equal((true, 69.93m), (read["annulled"].GetBoolean(), read["total"].GetDecimal()));
        }

        // A receipt with a wrong price, corrected twice back to what was kept.
        Answer wrong = await client.PutAsync("/transactions/kept?wait=applied", (kept with { Lines = [new("a", 2, 125.5m)] }).ToJson());
        Assert.Equal((3, 251m), (wrong.Expect(HttpStatusCode.Created)["revision"].GetInt32(), wrong["total"].GetDecimal()));
        Assert.Equal(251m, Totals.Of((await client.GetAsync("/stores/store"))["totals"]).NetRevenue);
        (await client.PutAsync("/transactions/kept?wait=applied", kept.ToJson())).Expect(HttpStatusCode.Created);
        Assert.Equal(before, await Totals.ReadAsync(client, Paths));
        Answer same = (await client.PutAsync("/transactions/kept", kept.ToJson())).Expect(HttpStatusCode.OK);
        Assert.Equal((true, 5), (same.Duplicate, same["revision"].GetInt32()));
        (await client.PostAsync(kept)).Expect(HttpStatusCode.OK);

        // Lists show what is in effect, once, so that they add up to the figures.
        JsonElement listed = Assert.Single(await client.ListAsync("/transactions?storeId=store"));
        Assert.Equal(("kept", 5), (listed.GetProperty("transactionId").GetString(), listed.GetProperty("revision").GetInt32()));
        await client.ExpectAgreementAsync();

        await api.KillAsync();
        api = await StartAsync();
        client = api.Client;
        Assert.Equal(before, await Totals.ReadAsync(client, Paths));
        (await client.PostAsync("/admin/projections/rebuild")).Expect(HttpStatusCode.Accepted);
        await WhenRebuiltAsync(api);
        Assert.Equal(before, await Totals.ReadAsync(client, Paths));
        await client.ExpectAgreementAsync();
    }

    [Fact]
    public async Task A_void_takes_back_what_linked_returns_have_not_returned()
    {
        RetailClient client = (await StartAsync()).Client;
        var sale = new Sale("sale", "store", null, "2024-04-01T10:00:00Z", new Line("a", 4, 2.5m));
        (await client.PostAsync(sale)).Expect(HttpStatusCode.Created);
        await ReturnAsync("back", -1);
        Answer read = await client.GetAsync("/transactions/sale");
        JsonElement linked = Assert.Single(read["returns"].EnumerateArray());
        Assert.Equal("back", linked.GetProperty("transactionId").GetString());
        Assert.Equal((-2.5m, false), (linked.GetProperty("total").GetDecimal(), linked.GetProperty("exceedsSale").GetBoolean()));
        JsonElement left = Assert.Single(read["leftToReturn"].EnumerateArray());
        Assert.Equal((3m, 7.5m), (left.GetProperty("quantity").GetDecimal(), left.GetProperty("amount").GetDecimal()));

        Answer voided = (await client.PostAsync("/transactions/sale/void")).Expect(HttpStatusCode.Created);
        Assert.Equal(-7.5m, voided["total"].GetDecimal());
        Assert.Empty((await client.GetAsync("/transactions/sale"))["leftToReturn"].EnumerateArray());

        // A return of goods that were not sold is recorded and flagged.
        await ReturnAsync("too much", -1);
        Assert.True((await client.GetAsync("/transactions/too%20much"))["exceedsSale"].GetBoolean());
        Assert.False((await client.GetAsync("/transactions/back"))["exceedsSale"].GetBoolean());
        (await client.PostAsync("/transactions/too%20much/void?wait=applied", """{"date": "original"}""")).Expect(HttpStatusCode.Created);
        var totals = Totals.Of((await client.GetAsync("/summary"))["totals"]);
        Assert.Equal((0m, 0L, 3L, 2L), (totals.NetRevenue, totals.Units, totals.Transactions, totals.Returns));

        // A voided return has reversed nothing, so the sale's void reverses that part, too.
        (await client.PostAsync("/transactions/back/void?wait=applied")).Expect(HttpStatusCode.Created);
        Answer rest = await client.PostAsync("/transactions/sale/void?wait=applied");
        Assert.Equal(-2.5m, rest.Expect(HttpStatusCode.Created)["total"].GetDecimal());
        (await client.PostAsync("/transactions/sale/void")).Expect(HttpStatusCode.OK);
        totals = Totals.Of((await client.GetAsync("/products/a"))["totals"]);
        Assert.Equal((0m, 0L), (totals.NetRevenue, totals.Units));
        await client.ExpectAgreementAsync();

        async Task ReturnAsync(string id, int quantity) =>
            (await client.PostAsync("/transactions", ReturnOf("sale", id, quantity))).Expect(HttpStatusCode.Created);
    }

    /// <summary>
    /// The sale and its return are in different partitions, so neither sees what the other commits. In either order, unflagged returns and
    /// voids take back no more than was sold.
    /// </summary>
    [Fact]
    public async Task A_concurrent_void_and_return_take_back_no_more_than_was_sold_or_the_return_is_flagged()
    {
        RetailClient client = (await StartAsync()).Client;
        await client.PostBatchAsync(
            Enumerable.Range(0, Races).Select(n => new Sale($"s{n}", "store", null, "2024-04-01T10:00:00Z", new Line("a", 4, 2.5m))));
        (int flagged, int seen) = (0, 0);
        await Parallel.ForAsync(0, Races, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, _) =>
        {
            string day = n % 2 == 0 ? "today" : "original";
            Answer[] both = await Task.WhenAll(
                client.PostAsync($"/transactions/s{n}/void", $$"""{"date": "{{day}}"}"""),
                client.PostAsync("/transactions", ReturnOf($"s{n}", $"r{n}", -1)));
            Assert.All(both, answer => answer.Expect(HttpStatusCode.Created));
            bool exceeds = (await client.GetAsync($"/transactions/r{n}"))["exceedsSale"].GetBoolean();
            Assert.Equal(exceeds ? -10m : -7.5m, both[0]["total"].GetDecimal());
            Answer sale = await client.GetAsync($"/transactions/s{n}");
            Assert.Equal(exceeds, Assert.Single(sale["returns"].EnumerateArray()).GetProperty("exceedsSale").GetBoolean());
            Assert.Empty(sale["leftToReturn"].EnumerateArray());
            Interlocked.Increment(ref (exceeds ? ref flagged : ref seen));
        });
        Output.WriteLine($"{flagged} returns came after the void of their sale, {seen} before it.");
        await client.WhenSettledAsync();
        var totals = Totals.Of((await client.GetAsync("/products/a"))["totals"]);
        Assert.Equal(((-2.5m * flagged), (long)-flagged), (totals.NetRevenue, totals.Units));
        await client.ExpectAgreementAsync();
    }

    [Fact]
    public async Task A_transaction_that_cannot_be_revised_receives_the_reason()
    {
        RetailClient client = (await StartAsync()).Client;
        Sale sale = new("t", "store", null, "2024-04-01T10:00:00Z", new Line("a", 4, 2.5m));
        (await client.PostAsync("/transactions/unknown/void")).Expect(HttpStatusCode.NotFound);
        (await client.GetAsync("/transactions/unknown/revisions")).Expect(HttpStatusCode.NotFound);
        (await client.PutAsync("/transactions/t", sale.ToJson())).Expect(HttpStatusCode.NotFound);
        (await client.PostAsync(sale)).Expect(HttpStatusCode.Created);
        await RefusedAsync(client.PutAsync("/transactions/t", (sale with { TransactionId = "u" }).ToJson()), "transactionId");
        await RefusedAsync(client.PutAsync("/transactions/t", """{"transactionId": "t"}"""), "storeId");
        await RefusedAsync(client.PostAsync("/transactions/t/void", """{"date": "yesterday"}"""), "date");
        await RefusedAsync(client.PostAsync("/transactions/t/void", """{"day": "today"}"""), "day");
        await RefusedAsync(client.PostAsync("/transactions/t/void", "[]"), "$");
        await RefusedAsync(client.PostAsync(sale with { TransactionId = "void:t" }), "transactionId");
        Answer batch = (await client.PostBatchAsync([sale with { TransactionId = "void:t" }, sale])).Expect(HttpStatusCode.OK);
        Assert.Equal((1, 1), (batch["invalid"].GetInt32(), batch["duplicates"].GetInt32()));
        Assert.Single((await client.GetAsync("/transactions/t/revisions"))["items"].EnumerateArray());

        static async Task RefusedAsync(Task<Answer> request, string field) =>
            Assert.NotEmpty((await request).Expect(HttpStatusCode.BadRequest)["errors"].GetProperty(field)[0].GetString()!);
    }

    [Fact]
    public async Task Concurrent_corrections_are_recorded_one_after_the_other()
    {
        RetailClient client = (await StartAsync()).Client;
        Sale sale = new("t", "store", "customer", "2024-04-01T10:00:00Z", new Line("a", 1, 1m));
        (await client.PostAsync(sale)).Expect(HttpStatusCode.Created);
        Answer[] corrected = await Task.WhenAll(Enumerable.Range(2, Callers).Select(price =>
            client.PutAsync("/transactions/t?wait=applied", (sale with { Lines = [new Line("a", 1, price)] }).ToJson())));
        Assert.All(corrected, answer => answer.Expect(HttpStatusCode.Created));
        Assert.Equal(
            Enumerable.Range(1, Callers).Select(n => (2 * n) + 1), corrected.Select(answer => answer["revision"].GetInt32()).Order());
        Answer last = corrected.MaxBy(answer => answer["revision"].GetInt32())!;
        var totals = Totals.Of((await client.GetAsync("/products/a"))["totals"]);
        Assert.Equal((last["total"].GetDecimal(), 1L, 1L, 1L), (totals.NetRevenue, totals.Units, totals.Lines, totals.Transactions));
        await client.ExpectAgreementAsync();
    }

    private static string ReturnOf(string sale, string id, int quantity) =>
        $$"""
        {"transactionId": "{{id}}", "storeId": "store", "occurredAt": "2024-04-02T10:00:00Z", "kind": "return",
         "originalTransactionId": "{{sale}}", "lines": [{"productId": "a", "quantity": {{quantity}}, "unitPrice": 2.5}]}
        """;
}

public sealed class RevisionTests(ITestOutputHelper output) : RevisionSuite(output);

[Collection(FifthPostgresCollection.Name)]
public sealed class PostgresRevisionTests(PostgresFixture server, ITestOutputHelper output) : RevisionSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
