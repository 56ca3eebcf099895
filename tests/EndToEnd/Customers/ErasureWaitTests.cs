using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;

namespace RetailGrains.Tests.EndToEnd.Customers;

/// <summary>An erasure is not complete while something else still holds the customer.</summary>
public sealed class ErasureWaitTests(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Receipts = 40_000;
    private const string Path = "/customers/ada";

    [Fact]
    public async Task An_erasure_waits_for_imports_that_began_before_it()
    {
        RetailClient client = (await StartAsync()).Client;
        (await client.PutAsync(Path, """{"name":"Ada Lovelace"}""")).Expect(HttpStatusCode.OK);
        var file = new StringBuilder("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        for (int i = 0; i < Receipts; i++) file.Append($"r-{i},A,,1,2024-01-05 08:00:00,2.5,,jd\n");
        file.Append("last,A,,1,2024-01-05 08:00:00,2.5,ada,jd\n");
        string import = (await client.UploadAsync("long.csv", Encoding.UTF8.GetBytes(file.ToString())))
            .Expect(HttpStatusCode.Accepted)["importId"].GetString()!;
        Answer? erasure = null;
        await Eventually.IsTrueAsync(
            "the erasure is complete", async () => (erasure = await client.DeleteAsync(Path)).Status == HttpStatusCode.OK);
        Answer ended = (await client.GetAsync($"/imports/{import}")).Expect(HttpStatusCode.OK);
        Assert.Equal(("completed", Receipts + 1), (ended["state"].GetString(), ended["recorded"].GetInt32()));
        Answer sale = (await client.GetAsync("/transactions/last")).Expect(HttpStatusCode.OK);
        Assert.Equal(erasure!["pseudonym"].GetString(), sale["customerId"].GetString());
        (await client.GetAsync(Path)).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_erasure_waits_for_an_upload_that_began_before_it()
    {
        RetailClient client = (await StartAsync()).Client;
        (await client.PutAsync(Path, """{"name":"Ada Lovelace"}""")).Expect(HttpStatusCode.OK);
        var pipe = new Pipe();
        Task<Answer> upload = client.UploadAsync("slow.csv", pipe.Reader.AsStream());
        var file = new StringBuilder("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        file.Append("first,A,,1,2024-01-05 08:00:00,2.5,ada,jd\n");
        for (int i = 0; i < 5_000; i++) file.Append($"r-{i},A,,1,2024-01-05 08:00:00,2.5,,jd\n"); // the client sends full buffers only
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(file.ToString()));
        await Eventually.IsTrueAsync("the upload has begun", async () => await UploadsAsync() == 1);
        Answer waiting = await client.DeleteAsync(Path);
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("last,A,,1,2024-01-05 08:00:00,2.5,ada,jd\n"));
        await pipe.Writer.CompleteAsync();
        waiting.Expect(HttpStatusCode.Accepted);
        await client.WhenImportedAsync((await upload).Expect(HttpStatusCode.Accepted)["importId"].GetString()!);
        await Eventually.IsTrueAsync(
            "the erasure is complete", async () => (await client.DeleteAsync(Path)).Status == HttpStatusCode.OK);
        foreach (string id in new[] { "first", "last" })
        {
            Answer sale = (await client.GetAsync($"/transactions/{id}")).Expect(HttpStatusCode.OK);
            Assert.StartsWith("erased-", sale["customerId"].GetString(), StringComparison.Ordinal);
        }
    }

    /// <summary>The earlier pages stay in the write-ahead log as long as a query can read them.</summary>
    [Fact]
    public async Task In_the_embedded_store_an_erasure_waits_for_queries_that_are_older_than_its_last_step()
    {
        RetailClient client = (await StartAsync()).Client;
        (await client.PutAsync(Path, """{"name":"Ada Lovelace"}""")).Expect(HttpStatusCode.OK);
        await using var connection = new SqliteConnection(
            $"Data Source={System.IO.Path.Combine(Store.Folder, "retail.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using (SqliteTransaction query = connection.BeginTransaction(deferred: true))
        {
            await using SqliteCommand command = connection.CreateCommand();
            (command.Transaction, command.CommandText) = (query, "SELECT count(*) FROM customer_catalogue");
            Assert.Equal(1L, await command.ExecuteScalarAsync());
            Answer waiting = (await client.DeleteAsync(Path)).Expect(HttpStatusCode.Accepted);
            Assert.Equal("running", waiting["state"].GetString());
        }

        await Eventually.IsTrueAsync(
            "the erasure is complete", async () => (await client.DeleteAsync(Path)).Status == HttpStatusCode.OK);
    }

    private async Task<long> UploadsAsync()
    {
        await using var connection = new SqliteConnection(
            $"Data Source={System.IO.Path.Combine(Store.Folder, "retail.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM import_file WHERE state = 'uploading'";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
