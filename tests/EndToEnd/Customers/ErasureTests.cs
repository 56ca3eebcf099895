using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RetailGrains.Tests.EndToEnd.Customers;

/// <summary>A customer is erased from everything that is stored, every figure stays, and a crash at any step is completed.</summary>
public abstract class ErasureSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Sales = 30;
    private const int Kills = 3;
    private const string Ada = "ada@example.org";
    private const string Name = "Ada Lovelace";
    private const string Path = "/customers/ada%40example.org";

    private static readonly string[] Figures =
        ["/summary", "/sales?interval=day", "/stores?sort=id", "/products?sort=id", "/stores/store%201", "/products/product%203"];

    [Fact]
    public async Task An_erased_customer_is_stored_nowhere_and_every_figure_stays_the_same()
    {
        ApiProcess api = await StartAsync();
        RetailClient client = api.Client;
        await RecordAsync(client);
        await client.ImportAsync("file.csv", Encoding.UTF8.GetBytes(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            + $"i-1,A,,1,2024-01-05 08:00:00,2.5,{Ada},jd\ni-1,A,,1,2024-01-05 08:00:00,2.5,bob,jd\n"
            + $"other-1,A,,1,2024-01-05 08:00:00,2.5,{Ada},jd\ni-2,A,,1,2024-01-05 08:00:00,2.5,{Ada},jd\n"));
        Answer page = (await client.GetAsync("/customers?sort=-netRevenue&limit=1")).Expect(HttpStatusCode.OK);
        (await client.GetAsync($"/customers?sort=-netRevenue&limit=1&cursor={page["next"].GetString()}")).Expect(HttpStatusCode.OK);
        await client.WhenSettledAsync();
        Answer export = (await client.GetAsync($"{Path}/export")).Expect(HttpStatusCode.OK);
        Assert.Equal((Ada, Name), (export["customerId"].GetString(), export["name"].GetString()));
        Assert.Equal(Sales + 1, export["transactions"].GetArrayLength());
        Assert.Equal(2, export["importProblems"].GetArrayLength());
        Dictionary<string, string> before = await FiguresAsync(client);
        string totals = (await client.GetAsync(Path)).Expect(HttpStatusCode.OK)["totals"].GetRawText();
        Assert.NotEmpty(await TracesAsync());

        Answer erased = (await client.DeleteAsync(Path)).Expect(HttpStatusCode.OK);
        Assert.Equal("completed", erased["state"].GetString());
        string pseudonym = erased["pseudonym"].GetString()!;
        Assert.Empty(await TracesAsync());
        (await client.GetAsync(Path)).Expect(HttpStatusCode.NotFound);
        (await client.GetAsync($"{Path}/export")).Expect(HttpStatusCode.NotFound);
        Assert.Equal(totals, (await client.GetAsync($"/customers/{pseudonym}")).Expect(HttpStatusCode.OK)["totals"].GetRawText());
        Assert.Equal(before, await FiguresAsync(client));
        Assert.Empty(await client.ListAsync("/customers?q=ada"));
        Assert.Empty(await client.ListAsync("/transactions?customerId=ada%40example.org"));
        Assert.Equal(Sales + 1, (await client.ListAsync($"/transactions?customerId={pseudonym}")).Count);
        Answer sale = (await client.GetAsync("/transactions/sale-1")).Expect(HttpStatusCode.OK);
        Assert.Equal((pseudonym, JsonValueKind.Null), (sale["customerId"].GetString(), sale["note"].ValueKind));
        Assert.Equal("till 1", sale["register"].GetString());
        Assert.Equal("for Bob", (await client.GetAsync("/transactions/other-1")).Expect(HttpStatusCode.OK)["note"].GetString());
        List<JsonElement> audit = await client.ListAsync($"/admin/audit?target={pseudonym}");
        Assert.Equal(
            ["customer.erase done", "customer.erase begun", "customer.put done", "customer.put begun"],
            audit.Select(row => $"{row.GetProperty("action").GetString()} {row.GetProperty("outcome").GetString()}"));
        await client.ExpectAgreementAsync();
        (await client.DeleteAsync("/customers/nobody")).Expect(HttpStatusCode.NotFound);
        (await client.DeleteAsync($"/customers/{pseudonym}")).Expect(HttpStatusCode.OK);
        (await client.DeleteAsync("/customers/erased-0123456789abcdef0123456789abcdef")).Expect(HttpStatusCode.NotFound);
        (await client.DeleteAsync(Path)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Sales_of_an_erased_customer_can_be_sent_again_voided_and_corrected()
    {
        ApiProcess api = await StartAsync();
        RetailClient client = api.Client;
        Dictionary<string, string> positions = await RecordAsync(client);
        string pseudonym = (await client.DeleteAsync(Path)).Expect(HttpStatusCode.OK)["pseudonym"].GetString()!;

        Answer again = (await client.PostAsync("/transactions", SaleJson("sale-1"))).Expect(HttpStatusCode.OK);
        Assert.Equal((true, positions["sale-1"]), (again.Duplicate, again.Position));
        Answer conflict = (await client.PostAsync("/transactions", SaleJson("sale-1", quantity: 9))).Expect(HttpStatusCode.Conflict);
        Assert.Equal(["lines[0].quantity"], conflict["errors"].EnumerateObject().Select(error => error.Name));
        (await client.PostAsync("/transactions", SaleJson("sale-1", customer: "bob"))).Expect(HttpStatusCode.Conflict);
        (await client.GetAsync(Path)).Expect(HttpStatusCode.NotFound);

        (await client.PostAsync("/transactions/sale-2/void?wait=applied")).Expect(HttpStatusCode.Created);
        (await client.PostAsync("/transactions/sale-3/void?wait=applied", """{"date":"original"}""")).Expect(HttpStatusCode.Created);
        (await client.PutAsync("/transactions/sale-4?wait=applied", SaleJson("sale-4"))).Expect(HttpStatusCode.OK);
        (await client.PutAsync("/transactions/sale-4?wait=applied", SaleJson("sale-4", quantity: 7))).Expect(HttpStatusCode.Created);
        foreach (string id in new[] { "sale-2", "sale-3", "sale-4" })
        {
            Answer revisions = (await client.GetAsync($"/transactions/{id}/revisions")).Expect(HttpStatusCode.OK);
            Assert.All(
                revisions["items"].EnumerateArray(), revision => Assert.Equal(pseudonym, revision.GetProperty("customerId").GetString()));
        }

        Answer export = (await client.GetAsync($"/customers/{pseudonym}/export")).Expect(HttpStatusCode.OK);
        ILookup<string?, int> exported = export["transactions"].EnumerateArray().ToLookup(
            entry => entry.GetProperty("transactionId").GetString(), entry => entry.GetProperty("revision").GetInt32());
        Assert.Equal([1, 2], exported["sale-2"].Order());
        Assert.Equal([1, 2], exported["sale-3"].Order());
        Assert.Equal([1, 2, 3], exported["sale-4"].Order());

        JsonElement import = await client.ImportAsync("again.csv", Encoding.UTF8.GetBytes(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,Register\n"
            + $"sale-1,product 3,,1,2024-03-01 08:00:00,2.5,{Ada},store 1,till 1\n"
            + $"sale-5,product 3,,9,2024-03-01 08:00:00,2.5,{Ada},store 1,till 1\n"));
        Assert.Equal((1, 1), (import.GetProperty("duplicates").GetInt32(), import.GetProperty("conflicts").GetInt32()));
        JsonElement problem = Assert.Single(await client.ListAsync($"/imports/{import.GetProperty("importId").GetString()}/problems"));
        Assert.Equal(("sale-5", "Quantity"), (problem.GetProperty("receipt").GetString(), problem.GetProperty("field").GetString()));

        // The repeated correction is a duplicate, which is not audited.
        Assert.Equal(2, (await client.ListAsync("/admin/audit?target=sale-4")).Count);

        (await client.GetAsync(Path)).Expect(HttpStatusCode.NotFound);
        await client.ExpectAgreementAsync();

        (await client.PostAsync("/transactions?wait=applied", SaleJson("new-1"))).Expect(HttpStatusCode.Created);
        Assert.Equal(1, (await client.GetAsync(Path)).Expect(HttpStatusCode.OK)["totals"].GetProperty("transactions").GetInt64());
        await client.ExpectAgreementAsync();
        // The erasure is repeated as after a restore, when only the pseudonym is known.
        Answer repeated = (await client.DeleteAsync($"/customers/{pseudonym}")).Expect(HttpStatusCode.OK);
        Assert.Equal(pseudonym, repeated["pseudonym"].GetString());
        Assert.Empty(await TracesAsync());
        (await client.GetAsync(Path)).Expect(HttpStatusCode.NotFound);
        await client.ExpectAgreementAsync();
    }

    /// <summary>The process is killed after increasing delays, so that the kills fall into any step.</summary>
    [Fact]
    public async Task An_erasure_that_a_crash_interrupted_is_completed_by_the_next_process()
    {
        ApiProcess api = await StartAsync();
        await RecordAsync(api.Client);
        await api.Client.WhenSettledAsync();
        long cut = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            Dictionary<string, string> before = await FiguresAsync(api.Client);
            Task<Answer> request = api.Client.DeleteAsync(Path);
            int pause = kill;
            await Eventually.IsTrueAsync("the erasure has begun", async () => request.IsCompleted || await PendingAsync() > 0);
            await Eventually.PauseAsync(TimeSpan.FromMilliseconds(40 * pause));
            await api.KillAsync();
            await request.ContinueWith(_ => { }, TaskScheduler.Default);
            cut += await PendingAsync();
            api = await StartAsync();
            await Eventually.IsTrueAsync(
                "the erasure is completed", async () => await PendingAsync() == 0, api.Log);
            Assert.Empty(await TracesAsync());
            await api.Client.WhenSettledAsync();
            Dictionary<string, string> after = await FiguresAsync(api.Client);
            // From the second erasure on, the customer and the pseudonym become one customer.
            if (kill > 0) (before["/summary"], after["/summary"]) = (WithoutCount(before["/summary"]), WithoutCount(after["/summary"]));
            Assert.Equal(before, after);
            await api.Client.ExpectAgreementAsync();
            if (kill == Kills - 1) continue;
            (await api.Client.PostBatchAsync([Sale.Number("more", kill + 1) with { CustomerId = Ada }])).Expect(HttpStatusCode.OK);
            (await api.Client.PutAsync(Path, $$"""{"name":"{{Name}}"}""")).Expect(HttpStatusCode.OK);
            await api.Client.WhenSettledAsync();
        }

        Output.WriteLine($"{cut} of {Kills} kills cut an erasure off.");
        Assert.True(cut > 0, "No kill fell into an erasure.");
    }

    /// <summary>Places in the database that hold the id or the name.</summary>
    private protected abstract Task<List<string>> TracesAsync();

    private protected static bool Names(string text) =>
        text.Contains(Ada, StringComparison.OrdinalIgnoreCase) || text.Contains(Name, StringComparison.OrdinalIgnoreCase);

    private static async Task<Dictionary<string, string>> FiguresAsync(RetailClient client)
    {
        var figures = new Dictionary<string, string>();
        foreach (string path in Figures)
        {
            JsonElement answer = (await client.GetAsync(path)).Expect(HttpStatusCode.OK).Json;
            figures[path] = answer.TryGetProperty("items", out JsonElement items) ? items.GetRawText() : answer.GetRawText();
        }

        return figures;
    }

    /// <summary>Sales of the customer, in most partitions, and of another one; their positions.</summary>
    private static async Task<Dictionary<string, string>> RecordAsync(RetailClient client)
    {
        (await client.PutAsync(Path, $$"""{"name":"{{Name}}","country":"GB"}""")).Expect(HttpStatusCode.OK);
        string[] sales =
        [
            .. Enumerable.Range(0, Sales).Select(n => SaleJson($"sale-{n}")),
            SaleJson("other-1", customer: "bob", note: "for Bob"),
            .. Enumerable.Range(0, 40).Select(n => Sale.Number("s", n).ToJson()),
        ];
        Answer batch = (await client.PostAsync("/transactions/batch", $"[{string.Join(',', sales)}]")).Expect(HttpStatusCode.OK);
        Assert.Equal(sales.Length, batch["recorded"].GetInt32());
        return batch["results"].EnumerateArray().ToDictionary(
            result => result.GetProperty("transactionId").GetString()!, result => result.GetProperty("position").GetString()!);
    }

    private static string WithoutCount(string summary) => Regex.Replace(summary, "\"customers\":[0-9]+", string.Empty);

    private static string SaleJson(string id, int quantity = 1, string customer = Ada, string note = $"gift for {Name}") =>
        $$"""
        {"transactionId":"{{id}}","storeId":"store 1","customerId":"{{customer}}","occurredAt":"2024-03-01T08:00:00Z","note":"{{note}}",
         "register":"till 1","lines":[{"productId":"product 3","quantity":{{quantity}},"unitPrice":2.5}]}
        """;

    private async Task<long> PendingAsync() =>
        (await Store.QueryAsync("SELECT count(*) FROM erasure WHERE finished_at IS NULL", row => row.GetInt64(0)))[0];
}

/// <summary>The files of the databases are read, not only what SQL shows.</summary>
public sealed class SqliteErasureTests(ITestOutputHelper output) : ErasureSuite(output)
{
    private protected override async Task<List<string>> TracesAsync()
    {
        var found = new List<string>();
        foreach (string path in Directory.GetFiles(Store.Folder, "*.db*"))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.Latin1);
            if (Names(await reader.ReadToEndAsync())) found.Add(path);
        }

        return found;
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresErasureTests(PostgresFixture server, ITestOutputHelper output) : ErasureSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();

    private protected override async Task<List<string>> TracesAsync()
    {
        List<string> tables = await Store.QueryAsync(
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'", row => row.GetString(0));
        var found = new List<string>();
        foreach (string table in tables)
        {
            // Documents are stored as bytes; their text form shows every printable one.
            List<string> rows = await Store.QueryAsync($"SELECT t::text FROM \"{table}\" t", row => row.GetString(0));
            if (rows.Exists(Names) || (table == "orleansstorage" && (await DocumentsAsync()).Exists(Names))) found.Add(table);
        }

        return found;
    }

    private Task<List<string>> DocumentsAsync() => Store.QueryAsync(
        "SELECT encode(PayloadBinary, 'escape') FROM OrleansStorage WHERE PayloadBinary IS NOT NULL", row => row.GetString(0));
}
