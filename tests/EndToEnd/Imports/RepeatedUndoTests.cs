using System.Net;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Imports;

/// <summary>Undos of imports that failed or wait, undos that fail, and what can be sent after an undo.</summary>
public sealed class RepeatedUndoTests(ITestOutputHelper output) : EndToEndTest(output)
{
    /// <summary>Maximum number of linked returns that are read.</summary>
    private const int MaxReturns = 500;

    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    [Fact]
    public async Task An_undo_that_failed_for_too_many_returns_succeeds_after_some_were_voided()
    {
        RetailClient client = (await StartAsync()).Client;
        string id = await ImportAsync(client, "i,A,,600,2024-01-05 08:00:00,2.5,,s\n");
        string[] returns = [.. Enumerable.Range(0, MaxReturns + 1).Select(n => ReturnOf("i", $"r-{n}"))];
        Answer sent = (await client.PostAsync("/transactions/batch", $"[{string.Join(',', returns)}]")).Expect(HttpStatusCode.OK);
        Assert.Equal(returns.Length, sent["recorded"].GetInt32());
        (await client.PostAsync($"/imports/{id}/undo")).Expect(HttpStatusCode.Accepted);
        JsonElement failed = await WhenEndedAsync(client, id);
        Assert.Equal(("failed", 0, 0, 1), CountsOf(failed));
        Assert.Contains("500 returns", failed.GetProperty("error").GetString(), StringComparison.Ordinal);

        (await client.PostAsync("/transactions/r-7/void")).Expect(HttpStatusCode.Created);
        (await client.PostAsync($"/imports/{id}/undo")).Expect(HttpStatusCode.Accepted);
        Assert.Equal(("completed", 1, 0, 0), CountsOf(await WhenEndedAsync(client, id)));
        await client.WhenSettledAsync();
        JsonElement totals = (await client.GetAsync("/stores/s")).Expect(HttpStatusCode.OK)["totals"];
        // The other returns stay, and the annulment takes back what they have left.
        Assert.Equal(
            (0m, MaxReturns + 2),
            (totals.GetProperty("netRevenue").GetDecimal(), totals.GetProperty("returns").GetInt32()));
        await client.ExpectAgreementAsync();
    }

    [Fact]
    public async Task A_return_of_another_source_stays_and_the_file_sent_again_stays_annulled()
    {
        RetailClient client = (await StartAsync()).Client;
        const string rows = "i,A,,4,2024-01-05 08:00:00,2.5,,s\nj,A,,1,2024-01-05 08:00:00,2.5,,s\n";
        string id = await ImportAsync(client, rows);
        (await client.PostAsync("/transactions?wait=applied", ReturnOf("i", "r"))).Expect(HttpStatusCode.Created);
        (await client.PostAsync($"/imports/{id}/undo")).Expect(HttpStatusCode.Accepted);
        Assert.Equal(("completed", 2, 0, 0), CountsOf(await WhenEndedAsync(client, id)));
        Assert.False((await client.GetAsync("/transactions/r")).Expect(HttpStatusCode.OK)["annulled"].GetBoolean());
        Assert.True((await client.GetAsync("/transactions/i")).Expect(HttpStatusCode.OK)["annulled"].GetBoolean());
        await AssertTotalsAsync(client, 0, transactions: 1, returns: 1);

        string again = await ImportAsync(client, rows.Replace("j,A,,1", "j,A,,2", StringComparison.Ordinal));
        Answer second = (await client.GetAsync($"/imports/{again}")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            (0, 1, 1), (second["recorded"].GetInt32(), second["duplicates"].GetInt32(), second["conflicts"].GetInt32()));
        Assert.True((await client.GetAsync("/transactions/i")).Expect(HttpStatusCode.OK)["annulled"].GetBoolean());
        await AssertTotalsAsync(client, 0, transactions: 1, returns: 1);

        // An undo of the second import finds nothing that it recorded.
        (await client.PostAsync($"/imports/{again}/undo")).Expect(HttpStatusCode.Accepted);
        Assert.Equal(("completed", 0, 0, 0), CountsOf(await WhenEndedAsync(client, again)));
        (await client.PutAsync("/transactions/j?wait=applied", new Sale("j", "s", null, "2024-01-05T08:00:00Z", new Line("A", 1, 2.5m))
            .ToJson())).Expect(HttpStatusCode.Created);
        await AssertTotalsAsync(client, 2.5m, transactions: 2, returns: 1);
        await client.ExpectAgreementAsync();
    }

    [Fact]
    public async Task A_failed_import_can_be_undone()
    {
        RetailClient client = (await StartAsync(("Imports__MaxRejects", "1"))).Client;
        string good = string.Concat(Enumerable.Range(0, 3_000).Select(n => $"f-{n},A,,1,2024-01-05 08:00:00,2.5,,s\n"));
        string id = (await client.UploadAsync("f.csv", Encoding.UTF8.GetBytes(
            $"{Header}{good}x,A,,many,2024-01-05 08:00:00,1,,s\ny,A,,many,2024-01-05 08:00:00,1,,s\n")))
            .Expect(HttpStatusCode.Accepted)["importId"].GetString()!;
        Answer? import = null;
        await Eventually.IsTrueAsync(
            "the import ends", async () => (import = await client.GetAsync($"/imports/{id}"))["state"].GetString() != "running");
        Assert.Equal("failed", import!["state"].GetString());
        int recorded = import["recorded"].GetInt32();
        Assert.True(recorded > 0, import.Text);
        (await client.PostAsync($"/imports/{id}/undo")).Expect(HttpStatusCode.Accepted);
        Assert.Equal(("completed", recorded, 0, 0), CountsOf(await WhenEndedAsync(client, id)));
        await AssertTotalsAsync(client, 0, transactions: 0, returns: 0);
    }

    [Fact]
    public async Task An_undo_takes_a_slot_for_imports()
    {
        RetailClient client = (await StartAsync(("Imports__MaxRunning", "1"))).Client;
        string id = await ImportAsync(client, "i,A,,4,2024-01-05 08:00:00,2.5,,s\n");
        string rows = string.Concat(Enumerable.Range(0, 100_000).Select(n => $"q-{n},A,,1,2024-01-05 08:00:00,1,,t\n"));
        string other = (await client.UploadAsync("long.csv", Encoding.UTF8.GetBytes(Header + rows)))
            .Expect(HttpStatusCode.Accepted)["importId"].GetString()!;
        (await client.PostAsync($"/imports/{id}/undo")).Expect(HttpStatusCode.Accepted);
        await Eventually.IsTrueAsync(
            "the undo waits", async () => (await client.GetAsync($"/imports/{id}"))["undo"].GetProperty("queued").GetBoolean());
        Assert.Equal(("completed", 1, 0, 0), CountsOf(await WhenEndedAsync(client, id)));
        Assert.Equal("completed", (await client.GetAsync($"/imports/{other}"))["state"].GetString());
    }

    private static async Task<string> ImportAsync(RetailClient client, string rows) =>
        (await client.ImportAsync("file.csv", Encoding.UTF8.GetBytes(Header + rows))).GetProperty("importId").GetString()!;

    private static async Task<JsonElement> WhenEndedAsync(RetailClient client, string id)
    {
        JsonElement undo = default;
        await Eventually.IsTrueAsync(
            "the undo ends",
            async () =>
                (undo = (await client.GetAsync($"/imports/{id}")).Expect(HttpStatusCode.OK)["undo"]).GetProperty("state").GetString()
                    != "running",
            () => undo.ToString());
        return undo;
    }

    private static (string? State, int Annulled, int AlreadyRevised, int Refused) CountsOf(JsonElement undo) => (
        undo.GetProperty("state").GetString(), undo.GetProperty("annulled").GetInt32(), undo.GetProperty("alreadyRevised").GetInt32(),
        undo.GetProperty("refused").GetInt32());

    private static async Task AssertTotalsAsync(RetailClient client, decimal net, int transactions, int returns)
    {
        await client.WhenSettledAsync();
        JsonElement totals = (await client.GetAsync("/stores/s")).Expect(HttpStatusCode.OK)["totals"];
        Assert.Equal(
            (net, transactions, returns),
            (totals.GetProperty("netRevenue").GetDecimal(), totals.GetProperty("transactions").GetInt32(),
                totals.GetProperty("returns").GetInt32()));
    }

    private static string ReturnOf(string sale, string id) =>
        $$"""
        {"transactionId": "{{id}}", "storeId": "s", "kind": "return", "occurredAt": "2024-01-06T10:00:00Z",
         "originalTransactionId": "{{sale}}", "lines": [{"productId": "A", "quantity": -1, "unitPrice": 2.5}]}
        """;
}
