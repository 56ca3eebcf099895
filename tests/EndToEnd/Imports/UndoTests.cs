using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Imports;

/// <summary>An import that is undone leaves no trace in the figures, except receipts that were revised since.</summary>
public abstract class UndoSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Receipts = 1_500;

    private const string Header =
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,OriginalInvoiceNo,Kind\n";

    private static readonly string[] Untouched =
        ["/stores/kept", "/customers/kept", "/products/kept", "/stores/kept/sales", "/products/kept/sales"];

    [Fact]
    public async Task Unrevised_receipts_are_annulled_and_the_others_stay()
    {
        RetailClient client = (await StartAsync()).Client;
        (await client.PostAppliedAsync(new Sale("k", "kept", "kept", "2024-01-05T08:00:00Z", new Line("kept", 3, 2.5m)))).Expect(
            HttpStatusCode.Created);
        string[] before = await Totals.ReadAsync(client, Untouched);

        // The returns stand before and after their sale, and one belongs to a return.
        JsonElement import = await client.ImportAsync("till.csv", Encoding.UTF8.GetBytes(
            Header
            + "u-1,kept,K,4,2024-01-05 08:00:00,2.5,kept,kept,,sale\n"
            + "u-2,kept,K,-1,2024-01-06 09:00:00,2.5,kept,kept,u-1,return\n"
            + "u-3,kept,K,-1,2024-01-04 09:00:00,2.5,kept,kept,u-1,return\n"
            + "u-4,kept,K,1,2024-01-07 09:00:00,2.5,kept,kept,u-2,adjustment\n"
            + "r-1,revised,R,1,2024-01-05 08:00:00,7,revised,revised,,sale\n"
            + "r-2,revised,R,1,2024-01-05 08:00:00,7,revised,revised,,sale\n"
            + "r-3,revised,R,1,2024-01-05 08:00:00,7,revised,revised,,sale\n"
            + "bad,kept,K,many,2024-01-05 08:00:00,2.5,kept,kept,,sale\n"));
        string id = import.GetProperty("importId").GetString()!;
        Assert.Equal(JsonValueKind.Null, import.GetProperty("undo").ValueKind);
        await client.PostAsync("/transactions/r-1/void?wait=applied", """{"date": "today", "note": "=rung up twice"}""");
        await client.PostAsync("/transactions/r-2/void?wait=applied", """{"date": "original"}""");
        var corrected = new Sale("r-3", "revised", "revised", "2024-01-05T08:00:00Z", new Line("revised", 2, 7m));
        (await client.PutAsync("/transactions/r-3?wait=applied", corrected.ToJson())).Expect(HttpStatusCode.Created);
        await client.WhenSettledAsync();
        string[] revised = await Totals.ReadAsync(client, "/stores/revised", "/products/revised", "/stores/revised/sales");
        Assert.NotEqual(before, await Totals.ReadAsync(client, Untouched));

        Answer started = (await client.PostAsync($"/imports/{id}/undo")).Expect(HttpStatusCode.Accepted);
        Assert.Equal($"/api/v1/imports/{id}", started.Headers.Location?.OriginalString);
        AssertCounts(await client.WhenUndoneAsync(id), annulled: 4, revised: 3);
        await client.WhenSettledAsync();
        Assert.Equal(before, await Totals.ReadAsync(client, Untouched));
        Assert.Equal(revised, await Totals.ReadAsync(client, "/stores/revised", "/products/revised", "/stores/revised/sales"));
        await client.ExpectAgreementAsync();

        Answer annulment = await client.GetAsync("/transactions/u-1/revisions");
        Assert.Equal(
            ("annuls", $"undo:{id}", "tests"),
            (annulment["items"][1].GetProperty("effect").GetString(), annulment["items"][1].GetProperty("source").GetString(),
                annulment["items"][1].GetProperty("sub").GetString()));
        Answer voided = await client.GetAsync("/transactions/r-1");
        Assert.Equal("=rung up twice", voided["void"].GetProperty("note").GetString());
        Assert.Equal(JsonValueKind.Null, voided["note"].ValueKind);
        Assert.Equal(["r-1"], (await client.ListAsync($"/transactions?source=import:{id}")).Select(IdOf));

        // A second undo changes nothing, even if one of the receipts has since been recorded again.
        string again = (corrected with { TransactionId = "u-4" }).ToJson();
        (await client.PutAsync("/transactions/u-4?wait=applied", again)).Expect(HttpStatusCode.Created);
        string heads = await HeadsAsync(client);
        AssertCounts((await client.PostAsync($"/imports/{id}/undo")).Expect(HttpStatusCode.OK).Json, annulled: 4, revised: 3);
        Assert.Equal(heads, await HeadsAsync(client));
        List<JsonElement> audit = await client.ListAsync($"/admin/audit?action=import.undo&target={id}");
        Assert.Contains(audit, entry => entry.GetProperty("outcome").GetString() == "done");
        (await client.PostAsync("/imports/nobody/undo")).Expect(HttpStatusCode.NotFound);
        using var viewer = new RetailClient(client.Address, TestTokens.Of("viewer"));
        (await viewer.PostAsync($"/imports/{id}/undo")).Expect(HttpStatusCode.Forbidden);
        Answer tooLong = await client.PostAsync("/transactions/k/void", $$"""{"note": "{{new string('x', 1001)}}"}""");
        Assert.True(tooLong.Expect(HttpStatusCode.BadRequest)["errors"].TryGetProperty("note", out _));
    }

    [Fact]
    public async Task An_undo_that_is_killed_continues_and_annuls_nothing_twice()
    {
        ApiProcess api = await StartAsync();
        await api.Client.PostAppliedAsync(new Sale("k", "kept", "kept", "2024-01-05T08:00:00Z", new Line("kept", 3, 2.5m)));
        string[] before = await Totals.ReadAsync(api.Client, Untouched);
        var file = new StringBuilder(Header);
        for (int i = 0; i < Receipts; i++)
            file.Append(CultureInfo.InvariantCulture, $"i-{i},kept,K,{(i % 7) + 1},2024-01-0{(i % 9) + 1} 08:00:00,2.5,kept,kept,,sale\n");
        string id = (await api.Client.UploadAsync("many.csv", Encoding.UTF8.GetBytes(file.ToString())))
            .Expect(HttpStatusCode.Accepted)["importId"].GetString()!;
        Answer early = await api.Client.PostAsync($"/imports/{id}/undo");
        Assert.Contains("still running", early.Expect(HttpStatusCode.Conflict).Text, StringComparison.Ordinal);
        await api.Client.WhenImportedAsync(id);

        (await api.Client.PostAsync($"/imports/{id}/undo")).Expect(HttpStatusCode.Accepted);
        await Eventually.IsTrueAsync(
            "some receipts are annulled",
            async () => (await api.Client.GetAsync($"/imports/{id}"))["undo"].GetProperty("annulled").GetInt64() > 0,
            api.Log);
        (await api.Client.PostAsync($"/imports/{id}/undo")).Expect(HttpStatusCode.Accepted);
        await api.KillAsync();
        api = await StartAsync();
        AssertCounts(await api.Client.WhenUndoneAsync(id), annulled: Receipts, revised: 0);
        await api.Client.WhenSettledAsync();
        Assert.Equal(before, await Totals.ReadAsync(api.Client, Untouched));
        Assert.Equal((2 * Receipts) + 1, await EntriesAsync(api.Client));
        Assert.Empty(await api.Client.ListAsync($"/transactions?source=import:{id}"));
        await api.Client.ExpectAgreementAsync();
    }

    private static string? IdOf(JsonElement item) => item.GetProperty("transactionId").GetString();

    private static void AssertCounts(JsonElement import, long annulled, long revised)
    {
        JsonElement undo = import.GetProperty("undo");
        Assert.True(
            (undo.GetProperty("state").GetString(), undo.GetProperty("annulled").GetInt64(), undo.GetProperty("alreadyRevised").GetInt64())
                == ("completed", annulled, revised),
            import.ToString());
    }

    private static async Task<string> HeadsAsync(RetailClient client) => string.Join(
        ' ', (await client.GetAsync("/admin/ledger"))["partitions"].EnumerateArray().Select(one => one.GetProperty("head").GetInt64()));

    private static async Task<long> EntriesAsync(RetailClient client) =>
        (await client.GetAsync("/admin/ledger"))["partitions"].EnumerateArray().Sum(one => one.GetProperty("head").GetInt64());
}

public sealed class UndoTests(ITestOutputHelper output) : UndoSuite(output);

[Collection(SecondPostgresCollection.Name)]
public sealed class PostgresUndoTests(PostgresFixture server, ITestOutputHelper output) : UndoSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
