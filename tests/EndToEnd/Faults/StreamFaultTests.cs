using RetailGrains.Tests.EndToEnd.Streams;

namespace RetailGrains.Tests.EndToEnd.Faults;

/// <summary>
/// The cost of streams while the ledger is not writable, and while Redis is unavailable: entries wait, and the log does not repeat itself.
/// </summary>
[Collection(ThirdPostgresCollection.Name)]
public sealed class StreamFaultTests(PostgresFixture server, ITestOutputHelper output) : StreamTest(server, output)
{
    private const int Sales = 300;
    private const int MaxLines = 60;

    /// <summary>Share of one core, in addition to the cost of polling the queues.</summary>
    private const double MaxProcessorShare = 0.15;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Entries_are_retried_without_a_storm_while_the_ledger_is_read_only_or_Redis_is_down()
    {
        ApiProcess api = await StartOnStreamsAsync(("LOG_LEVEL", "INFO"));
        await Feed.AddAsync(Enumerable.Range(0, Sales).Select(n => Sale.Number("before", n)), batch: 10);
        await Feed.WhenDrainedAsync(api.Client);

        await api.Client.WhenSettledAsync();
        await Eventually.PauseAsync(Settling);
        var idle = new ProcessMeter(api);
        await Eventually.PauseAsync(Settling);
        double ofIdle = idle.ProcessorShare;

        var readOnly = new ProcessMeter(api);
        await SetReadOnlyAsync(true);
        await Feed.AddAsync(Enumerable.Range(0, Sales).Select(n => Sale.Number("read-only", n)), batch: 10);
        await AssertQuietAsync("read-only ledger", api, readOnly, ofIdle);
        await SetReadOnlyAsync(false);
        await Feed.WhenDrainedAsync(api.Client);

        var away = new ProcessMeter(api);
        await Feed.Server.KillAsync();
        for (int n = 0; n < 20; n++) await api.Client.PostAsync(Sale.Number("redis-away", n));
        await AssertQuietAsync("Redis away", api, away, ofIdle);
        await Feed.Server.StartAsync();
        await Feed.AddAsync(Enumerable.Range(0, Sales).Select(n => Sale.Number("after", n)), batch: 10);
        await Feed.WhenDrainedAsync(api.Client);

        await Eventually.IsTrueAsync("all is recorded", async () => await RecordedAsync() == (3 * Sales) + 20, api.Log);
        await Eventually.IsTrueAsync("all is published", async () => (await Feed.PublishedAsync()).Count == (3 * Sales) + 20, api.Log);
        await api.Client.WhenSettledAsync();
        await api.Client.ExpectAgreementAsync();
    }

    private async Task AssertQuietAsync(string fault, ApiProcess api, ProcessMeter whole, double idle)
    {
        await Eventually.PauseAsync(Settling);
        var steady = new ProcessMeter(api);
        await Eventually.PauseAsync(Length);
        Output.WriteLine($"{fault}: {whole.Lines} lines, {steady}, idle {idle:P0}\n{api.Log()}");
        Assert.True(whole.Lines <= MaxLines, $"{fault}: {whole}\n{api.Log()}");
        Assert.True(steady.ProcessorShare <= idle + MaxProcessorShare, $"{fault}: {steady}, idle {idle:P0}\n{api.Log()}");
    }

    private async Task SetReadOnlyAsync(bool readOnly)
    {
        string database = (await Store.QueryAsync("SELECT current_database()", row => row.GetString(0)))[0];
        await using var neighbour = new PostgresTestStore($"postgresql://postgres@127.0.0.1:{Postgres.Server.Port}/postgres");
        await neighbour.ExecuteAsync($"ALTER DATABASE {database} SET default_transaction_read_only = {(readOnly ? "on" : "off")}");
        await neighbour.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
    }
}
