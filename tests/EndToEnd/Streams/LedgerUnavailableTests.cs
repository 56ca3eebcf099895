using System.Net;

namespace RetailGrains.Tests.EndToEnd.Streams;

/// <summary>While the ledger is unavailable, nothing is acknowledged and nothing is refused.</summary>
[Collection(ThirdPostgresCollection.Name)]
public sealed class LedgerUnavailableTests(PostgresFixture server, ITestOutputHelper output) : StreamTest(server, output)
{
    private const int Sales = 1_000;

    // The outage is longer than a delivery waits for the ledger in this test, and longer than the provider tries a delivery.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task Entries_wait_in_Redis_while_the_ledger_is_unavailable_and_are_recorded_afterwards()
    {
        ApiProcess api = await StartOnStreamsAsync(("Streams__LedgerPatience", Patience.ToString()));
        await Feed.AddAsync(Enumerable.Range(0, Sales).Select(n => Sale.Number("before", n)), batch: 10);
        await Feed.WhenDrainedAsync(api.Client);

        await Postgres.Server.StopImmediateAsync();
        int entries = await Feed.AddAsync(Enumerable.Range(0, Sales).Select(n => Sale.Number("away", n)), batch: 10);
        await Eventually.PauseAsync(Outage);
        Assert.Equal(entries, Feed.Waiting((await api.Client.GetAsync("/admin/streams")).Expect(HttpStatusCode.OK)));
        double[] ages = await MeasuredAsync(api, "retail_stream_oldest_age_seconds");
        Assert.Equal(entries, (await MeasuredAsync(api, "retail_stream_waiting")).Sum());
        Assert.True(ages.Length == Feed.Shards && ages.All(age => age > 1), string.Join(' ', ages));
        await Postgres.Server.StartAsync();

        await Feed.WhenDrainedAsync(api.Client);
        await Eventually.IsTrueAsync(
            "the metrics say that nothing waits", async () => (await MeasuredAsync(api, "retail_stream_waiting")).Sum() == 0);
        Assert.Equal(2 * Sales, (await MeasuredAsync(api, "retail_stream_transactions_total")).Sum());
        Assert.Equal(2 * Sales, await RecordedAsync());
        Assert.Empty(await LettersAsync(api.Client));
        await api.Client.WhenSettledAsync();
        await api.Client.ExpectAgreementAsync();
    }

    private static async Task<double[]> MeasuredAsync(ApiProcess api, string measure) =>
        (await api.Client.GetRootAsync("/metrics")).Expect(HttpStatusCode.OK).Values(measure);
}
