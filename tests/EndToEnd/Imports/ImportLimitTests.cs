using System.IO.Compression;
using System.Net;
using System.Text;

namespace RetailGrains.Tests.EndToEnd.Imports;

/// <summary>The cost of a small upload is bounded: rejects, memory, concurrent imports, and the retention of ended imports.</summary>
public abstract class ImportLimitSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private protected const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    [Fact]
    public async Task An_import_of_bad_rows_fails_and_keeps_its_first_problems()
    {
        ApiProcess api = await StartAsync();
        var text = new StringBuilder(Header).Append("good,A,d,1,2024-01-05 08:00:00,1,,UK\n");
        var random = new Random(5);
        for (int i = 0; i < 100_000; i++) text.Append('x').Append(random.Next()).Append('\n'); // so that it does not compress too well
        Answer status = await EndedAsync(api, await UploadAsync(api, Gzip(text.ToString())));
        Assert.Equal("failed", status["state"].GetString());
        Assert.Contains("More than 10,000 receipts were rejected", status["error"].GetString(), StringComparison.Ordinal);
        Assert.Equal(1, status["recorded"].GetInt32());
        Assert.Equal(10_001, status["rejected"].GetInt32());
        Assert.Equal(status["rows"].GetInt64(), status["rowsRecorded"].GetInt64() + status["rowsRejected"].GetInt64());
        Assert.Equal([10_000L], await Store.QueryAsync("SELECT count(*) FROM import_problem", row => row.GetInt64(0)));
    }

    [Fact]
    public async Task All_conflicts_are_counted_and_the_first_are_stored()
    {
        ApiProcess api = await StartAsync(("Imports__MaxRejects", "300"));
        string rows = string.Concat(Enumerable.Range(0, 2_000).Select(n => $"c-{n},A,d,1,2024-01-05 08:00:00,1,,UK\n"));
        await EndedAsync(api, await UploadAsync(api, Encoding.UTF8.GetBytes(Header + rows)));
        Answer status = await EndedAsync(
            api, await UploadAsync(api, Encoding.UTF8.GetBytes(Header + rows.Replace(",1,,UK", ",2,,UK", StringComparison.Ordinal))));
        Assert.Equal("completed", status["state"].GetString());
        Assert.Equal(2_000, status["conflicts"].GetInt32());
        Assert.Equal([300L], await Store.QueryAsync("SELECT count(*) FROM import_problem", row => row.GetInt64(0)));
    }

    [Fact]
    public async Task Files_that_need_too_much_memory_or_decompress_to_too_much_fail_and_other_imports_continue()
    {
        ApiProcess api = await StartAsync(("Imports__MaxMemoryBytes", $"{32 * 1024 * 1024}"));
        double before = api.ResidentMiB();
        // Every invoice is open until its second row, which follows the first rows of all others.
        string half = string.Concat(Enumerable.Range(0, 150_000).Select(n => $"o{n},a,d,1,2011-01-01 10:00,1,,UK\n"));
        string[] open = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => UploadAsync(api, Gzip(Header + half + half))))];
        string bomb = await UploadAsync(api, Gzip(Header + new string(' ', 30_000_000)));
        string good = await UploadAsync(api, Encoding.UTF8.GetBytes(Header + "good,A,d,1,2024-01-05 08:00:00,1,,UK\n"));
        foreach (string id in open)
            Assert.Contains("sort the file by invoice", (await EndedAsync(api, id))["error"].GetString(), StringComparison.Ordinal);
        Assert.Contains("more than 100 times its size", (await EndedAsync(api, bomb))["error"].GetString(), StringComparison.Ordinal);
        Assert.Equal("completed", (await EndedAsync(api, good))["state"].GetString());
        Output.WriteLine($"{before:F0} MiB before, {api.ResidentMiB():F0} after");
    }

    [Fact]
    public async Task Imports_beyond_the_concurrent_maximum_are_shown_as_queued_and_run_later()
    {
        ApiProcess api = await StartAsync(("Imports__MaxRunning", "1"));
        byte[] long_ =
            Gzip(Header + string.Concat(Enumerable.Range(0, 150_000).Select(n => $"q{n},a{n % 97},d,1,2011-01-01 10:00,1,,UK{n % 7}\n")));
        string first = await UploadAsync(api, long_), second = await UploadAsync(
            api, Encoding.UTF8.GetBytes(Header + "s,A,d,1,2024-01-05 08:00:00,1,,UK\n"));
        Answer waiting = await api.Client.GetAsync($"/imports/{second}");
        Assert.Equal(("running", true), (waiting["state"].GetString(), waiting["queued"].GetBoolean()));
        Assert.Equal("completed", (await EndedAsync(api, second))["state"].GetString());
        Answer done = await api.Client.GetAsync($"/imports/{first}");
        Assert.Equal(("completed", false, 150_000), (done["state"].GetString(), done["queued"].GetBoolean(), done["recorded"].GetInt32()));
    }

    [Fact]
    public async Task Ended_imports_are_deleted_after_their_retention()
    {
        ApiProcess api = await StartAsync();
        string id = await UploadAsync(api, Encoding.UTF8.GetBytes(Header + "r,A,d,1,2024-01-05 08:00:00,1,,UK\nbad\n"));
        await EndedAsync(api, id);
        await api.Client.WhenSettledAsync();
        await api.StopAsync();
        api = await StartAsync(("Imports__Retention", "00:00:01"));
        await Eventually.IsTrueAsync(
            "it is deleted", async () => (await api.Client.GetAsync($"/imports/{id}")).Status == HttpStatusCode.NotFound);
        Assert.Empty(await api.Client.ListAsync("/imports"));
        Assert.Equal([0L], await Store.QueryAsync("SELECT count(*) FROM import_problem", row => row.GetInt64(0)));
        (await api.Client.GetAsync("/transactions/r")).Expect(HttpStatusCode.OK);
    }

    private protected static async Task<string> UploadAsync(ApiProcess api, byte[] file) =>
        (await api.Client.UploadAsync("x.csv", file)).Expect(HttpStatusCode.Accepted)["importId"].GetString()!;

    private protected static async Task<Answer> EndedAsync(ApiProcess api, string id)
    {
        Answer? status = null;
        await Eventually.IsTrueAsync(
            $"import {id} ends",
            async () =>
                (status = (await api.Client.GetAsync($"/imports/{id}")).Expect(HttpStatusCode.OK))["state"].GetString() != "running",
            () => status!.Text);
        return status!;
    }

    private protected static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}

public sealed class SqliteImportLimitTests(ITestOutputHelper output) : ImportLimitSuite(output);

[Collection(PostgresCollection.Name)]
public sealed class PostgresImportLimitTests(PostgresFixture server, ITestOutputHelper output) : ImportLimitSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();

    /// <summary>
    /// An import that kills its process is resumed after the restart, and kills the process again. Here a waiting file represents it: its
    /// document has the state after five such crashes.
    /// </summary>
    [Fact]
    public async Task An_import_that_repeatedly_crashes_its_process_fails_and_others_continue()
    {
        ApiProcess api = await StartAsync(("Imports__MaxRunning", "1"));
        string first = await UploadAsync(
            api, Gzip(Header + string.Concat(Enumerable.Range(0, 50_000).Select(n => $"k{n},a,d,1,2011-01-01 10:00,1,,UK\n"))));
        string second = await UploadAsync(api, Encoding.UTF8.GetBytes(Header + "s,A,d,1,2024-01-05 08:00:00,1,,UK\n"));
        await api.KillAsync();
        await Store.ExecuteAsync(
            $"""
            UPDATE orleansstorage SET payloadbinary =
                convert_to(replace(convert_from(payloadbinary, 'UTF8'), '"Status":', '"Starts":5,"Status":'), 'UTF8')
            WHERE grainidextensionstring = 'import/{second}'
            """);
        api = await StartAsync(("Imports__MaxRunning", "1"));
        Assert.Equal("completed", (await EndedAsync(api, first))["state"].GetString());
        Answer failed = await EndedAsync(api, second);
        Assert.Equal("failed", failed["state"].GetString());
        Assert.Contains("started 5 times", failed["error"].GetString(), StringComparison.Ordinal);
    }
}
