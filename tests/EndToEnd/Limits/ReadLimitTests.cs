using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace RetailGrains.Tests.EndToEnd.Limits;

/// <summary>
/// Callers that read slowly, disconnect, or send expensive requests, on one process on PostgreSQL: they do not delay other callers.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class ReadLimitTests(PostgresFixture postgres, ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Readers = 45, OfOneCaller = 4;

    private protected override Task<TestStore> CreateStoreAsync() => postgres.CreateStoreAsync();

    [Fact]
    public async Task Slow_readers_of_rejects_delay_neither_sales_nor_lists_and_are_limited_per_caller()
    {
        ApiProcess api = await StartAsync();
        string import = await ImportWithManyRejectsAsync(api);
        List<SlowReader> readers = [];
        try
        {
            for (int i = 0; i < Readers; i++)
                readers.Add(
                    await SlowReader.OpenAsync(api.Client.Address, $"/imports/{import}/rejects",
                        Token($"slow-{i / OfOneCaller}", "producer")));
            Assert.All(readers, reader => Assert.Equal(HttpStatusCode.OK, reader.Status));
            using (SlowReader one =
                await SlowReader.OpenAsync(api.Client.Address, $"/imports/{import}/rejects", Token("slow-0", "producer")))
                Assert.Equal(HttpStatusCode.TooManyRequests, one.Status);

            for (int i = 0; i < 10; i++)
            {
                (await api.Client.PostAppliedAsync(Sale.Number("meanwhile", i))).Expect(HttpStatusCode.Created);
                (await api.Client.GetAsync($"/customers?limit=1&q=c{i}")).Expect(HttpStatusCode.OK);
                (await api.Client.GetAsync($"/transactions?limit=1&storeId=s{i}")).Expect(HttpStatusCode.OK);
                (await api.Client.GetRootAsync("/ready")).Expect(HttpStatusCode.OK);
            }
        }
        finally
        {
            foreach (SlowReader reader in readers) reader.Dispose();
        }

        string all = (await api.Client.GetAsync($"/imports/{import}/rejects")).Expect(HttpStatusCode.OK).Text;
        Assert.Equal(100_003, all.Split("\r\n").Length);
    }

    [Fact]
    public async Task A_download_that_takes_too_long_is_aborted_and_not_ended_as_if_it_were_complete()
    {
        ApiProcess api = await StartAsync(("Limits__DownloadTimeout", "00:00:01"));
        string import = await ImportWithManyRejectsAsync(api);
        using SlowReader reader = await SlowReader.OpenAsync(api.Client.Address, $"/imports/{import}/rejects", Token("slow", "producer"));
        Assert.Equal(HttpStatusCode.OK, reader.Status);
        await Eventually.PauseAsync(TimeSpan.FromSeconds(5));
        Assert.True(await reader.IsCutOffAsync());
    }

    [Fact]
    public async Task A_list_that_takes_too_long_and_a_list_without_a_waiting_caller_are_cancelled()
    {
        ApiProcess api = await StartAsync();
        (await api.Client.PostAppliedAsync(Sale.Number("before", 1))).Expect(HttpStatusCode.Created);
        await using var source = NpgsqlDataSource.Create(((PostgresTestStore)Store).ConnectionString);
        await using NpgsqlConnection holder = await source.OpenConnectionAsync();
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand("LOCK TABLE customer_catalogue IN ACCESS EXCLUSIVE MODE", holder, held))
            await take.ExecuteNonQueryAsync();

        Answer[] slow = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => api.Client.GetAsync($"/customers?q=slow{i}")));
        Assert.All(slow, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status));
        Assert.Contains(slow, answer => answer.Text.Contains("5 s", StringComparison.Ordinal));
        (await api.Client.PostAppliedAsync(Sale.Number("meanwhile", 1))).Expect(HttpStatusCode.Created);
        (await api.Client.GetRootAsync("/ready")).Expect(HttpStatusCode.OK);

        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = api.Client.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token("hasty", "viewer"));
        using var left = new CancellationTokenSource();
        Task<HttpResponseMessage> asked = http.GetAsync("/api/v1/customers?q=hangs", left.Token);
        await Eventually.IsTrueAsync("the list is being read", async () => await WaitingAsync() > 0);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Eventually.IsTrueAsync("it is cancelled", async () => await WaitingAsync() == 0);
        await held.RollbackAsync();
        (await api.Client.GetAsync("/customers?q=slow1")).Expect(HttpStatusCode.OK);

        async Task<long> WaitingAsync() => (await Store.QueryAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
            row => row.GetInt64(0)))[0];
    }

    [Fact]
    public async Task A_caller_that_requests_many_lists_receives_429_and_other_callers_read_theirs()
    {
        ApiProcess api = await StartAsync();
        (await api.Client.PostAppliedAsync(Sale.Number("before", 1))).Expect(HttpStatusCode.Created);
        await using var source = NpgsqlDataSource.Create(((PostgresTestStore)Store).ConnectionString);
        await using NpgsqlConnection holder = await source.OpenConnectionAsync();
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand("LOCK TABLE product_catalogue IN ACCESS EXCLUSIVE MODE", holder, held))
            await take.ExecuteNonQueryAsync();
        using var greedy = new RetailClient(api.Client.Address, Token("greedy", "viewer"));
        Task<Answer>[] asked = [.. Enumerable.Range(0, 60).Select(i => greedy.GetAsync($"/products?sort=-units&q=zz{i}"))];
        using var modest = new RetailClient(api.Client.Address, Token("modest", "viewer"));
        (await modest.GetAsync("/customers?q=a")).Expect(HttpStatusCode.OK);
        (await modest.GetAsync("/transactions")).Expect(HttpStatusCode.OK);
        Answer[] answers = await Task.WhenAll(asked);
        Output.WriteLine(string.Join(' ', answers.Select(one => (int)one.Status)));
        Assert.Contains(answers, one => one.Status == HttpStatusCode.TooManyRequests);
        Assert.All(
            answers, one => Assert.True(one.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable, one.Text));
        Assert.All(answers, one => Assert.NotNull(one.Headers.RetryAfter));
        await held.RollbackAsync();
        (await greedy.GetAsync("/products?q=zz1")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_caller_may_have_five_listeners_of_the_live_feed_and_other_callers_have_theirs()
    {
        ApiProcess api = await StartAsync();
        List<SlowReader> listeners = [];
        try
        {
            for (int i = 0; i < 5; i++) listeners.Add(await SlowReader.OpenAsync(api.Client.Address, "/live", Token("eager", "viewer")));
            Assert.All(listeners, one => Assert.Equal(HttpStatusCode.OK, one.Status));
            using var eager = new RetailClient(api.Client.Address, Token("eager", "viewer"));
            Answer refused = (await eager.GetAsync("/live")).Expect(HttpStatusCode.TooManyRequests);
            Assert.NotNull(refused.Headers.RetryAfter);
            using (SlowReader other = await SlowReader.OpenAsync(api.Client.Address, "/live", Token("other", "viewer")))
                Assert.Equal(HttpStatusCode.OK, other.Status);
            listeners[0].Dispose();
            await Eventually.IsTrueAsync("the place is free again", async () =>
            {
                SlowReader again = await SlowReader.OpenAsync(api.Client.Address, "/live", Token("eager", "viewer"));
                listeners.Add(again);
                return again.Status == HttpStatusCode.OK;
            });
        }
        finally
        {
            foreach (SlowReader listener in listeners) listener.Dispose();
        }
    }

    private static string Token(string name, string role) => TestTokens.Sign(TestTokens.Claims(name, role), TestTokens.Key);

    /// <summary>Creates an import with more rejects than sockets and servers buffer.</summary>
    private async Task<string> ImportWithManyRejectsAsync(ApiProcess api)
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = api.Client.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.Operator);
        const string file = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\nx,,,,,,,\n";
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");
        using HttpResponseMessage begun = await http.PostAsync("/api/v1/imports", content);
        string text = await begun.Content.ReadAsStringAsync();
        Assert.True(begun.StatusCode == HttpStatusCode.Accepted, text);
        string import = JsonDocument.Parse(text).RootElement.GetProperty("importId").GetString()!;
        await Eventually.IsTrueAsync(
            "the import has ended", async () => (await api.Client.GetAsync($"/imports/{import}"))["state"].GetString() != "running");
        await Store.ExecuteAsync(
            $"""
            INSERT INTO import_problem (import_id, line, ordinal, kind, receipt, field, reason)
            SELECT '{import}', 1000 + n, 0, 0, 'r' || n, '', repeat('x', 100) FROM generate_series(1, 100000) AS n
            """);
        return import;
    }
}
