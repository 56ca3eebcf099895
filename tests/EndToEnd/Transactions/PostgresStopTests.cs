using System.Net;

namespace RetailGrains.Tests.EndToEnd.Transactions;

/// <summary>
/// The database crashes and comes back under load, three times, once for longer than callers wait (guarantees 1, 2 and 4): callers
/// get an answer or 503 with Retry-After, the ledger has the acknowledged sales at their acknowledged positions and nothing else, and
/// all figures agree.
/// </summary>
[Collection(SecondPostgresCollection.Name)]
public sealed class PostgresStopTests(PostgresFixture server, ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Writers = 8;
    private const int Readers = 2;
    private const int BatchSize = 20;

    // A request waits 10 s for the database: the last outage is longer.
    private static readonly TimeSpan[] Outages = [TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(11)];
    private static readonly TimeSpan BetweenOutages = TimeSpan.FromSeconds(2);

    /// <summary>A client's delay between two requests: everything that clients send is checked in the end, entity by entity.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();

    [Fact]
    public async Task A_crash_of_the_database_under_load_only_costs_time()
    {
        ApiProcess api = await StartAsync();
        var sent = new SentSales();
        using var stop = new CancellationTokenSource();
        int unavailable = 0;
        Task[] clients =
        [
            .. Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(api.Client, sent, writer, stop.Token))),
            .. Enumerable.Range(0, Readers).Select(
                _ => Task.Run(() => ReadAsync(api.Client, sent, () => Interlocked.Increment(ref unavailable), stop.Token))),
        ];
        foreach (TimeSpan outage in Outages)
        {
            await Eventually.PauseAsync(BetweenOutages);
            await server.Server.StopImmediateAsync();
            await Eventually.PauseAsync(outage);
            await server.Server.StartAsync();
            int before = sent.AcknowledgedCount;
            await Eventually.IsTrueAsync(
                "transactions are acknowledged again after the outage",
                () => Task.FromResult(sent.AcknowledgedCount > before + 100 || clients.Any(client => client.IsCompleted)),
                api.Log);
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Output.WriteLine(
            $"{sent.AcknowledgedCount} acknowledged, {sent.Refused} times told to send again, {unavailable} reads not answered");
        Assert.True(sent.Refused > 0, "An outage of 11 s must have kept some caller waiting for more than 10 s.");

        List<Sale> held = await sent.AssertLedgerAsync(Store);
        await api.Client.WhenSettledAsync();
        await ServedFigures.AssertAsync(api.Client, held);
        await api.Client.ExpectAgreementAsync();
    }

    [Fact]
    public async Task Reads_on_connections_that_a_crash_broke_are_answered()
    {
        // The API has no grains, so only its reads encounter the broken connections.
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(Store);
        ApiProcess api = await StartAsync(("RETAIL_CLUSTER", "postgres"));
        (await api.Client.PostAsync(Sale.Number("read", 1))).Expect(HttpStatusCode.Created);
        string[] paths =
            ["/products", "/transactions", $"/transactions/{Sale.Number("read", 1).TransactionId}", "/admin/audit", "/imports"];
        await ReadAllAsync();
        await server.Server.StopImmediateAsync();
        await server.Server.StartAsync();
        await ReadAllAsync();

        async Task ReadAllAsync()
        {
            Answer[] answers =
                await Task.WhenAll(Enumerable.Range(0, 5 * paths.Length).Select(n => api.Client.GetAsync(paths[n % paths.Length])));
            foreach (Answer answer in answers) answer.Expect(HttpStatusCode.OK);
        }
    }

    /// <summary>Sends single sales and batches in turn, and retries what is refused.</summary>
    private static async Task WriteAsync(RetailClient client, SentSales sent, int writer, CancellationToken stop)
    {
        for (int n = 0; !stop.IsCancellationRequested;)
        {
            await Eventually.PauseAsync(Pause);
            if (n % 3 == 0)
            {
                List<Sale> batch = [.. Enumerable.Range(n, BatchSize).Select(i => Sale.Number($"w{writer}", i))];
                while (batch.Count > 0 && !stop.IsCancellationRequested) batch = await sent.SendAsync(client, batch);
                n += BatchSize;
            }
            else if (await sent.SendAsync(client, Sale.Number($"w{writer}", n)))
            {
                n++;
            }
        }
    }

    /// <summary>
    /// Figures include everything acknowledged before their request and nothing not yet sent, and never decrease.
    /// </summary>
    private static async Task ReadAsync(RetailClient client, SentSales sent, Action onUnavailable, CancellationToken stop)
    {
        long ofStore = 0;
        while (!stop.IsCancellationRequested)
        {
            await Eventually.PauseAsync(Pause);
            int acknowledged = sent.AcknowledgedCount;
            if (await TryGetAsync(client, "/summary", onUnavailable) is { } summary)
                Assert.InRange(summary["totals"].GetProperty("transactions").GetInt64(), acknowledged, sent.Count);
            if (sent.Acknowledged.FirstOrDefault() is { Key: { } id, Value: var position }
                && await TryGetAsync(client, $"/transactions/{id}", onUnavailable) is { } one)
            {
                Assert.Equal(position, one.Position);
            }

            if (await TryGetAsync(client, "/stores/store%202", onUnavailable, mayBeMissing: ofStore == 0) is { } store)
            {
                long now = store["totals"].GetProperty("transactions").GetInt64();
                Assert.True(now >= ofStore, $"A store's transactions went from {ofStore} back to {now}.");
                ofStore = now;
            }

            await TryGetAsync(client, "/products?limit=10", onUnavailable);
        }
    }

    private static async Task<Answer?> TryGetAsync(RetailClient client, string path, Action onUnavailable, bool mayBeMissing = false)
    {
        Answer answer = await client.GetAsync(path);
        if (answer.Status == HttpStatusCode.NotFound && mayBeMissing) return null;
        if (answer.Status != HttpStatusCode.ServiceUnavailable) return answer.Expect(HttpStatusCode.OK);
        Assert.NotNull(answer.Headers.RetryAfter);
        onUnavailable();
        return null;
    }
}
