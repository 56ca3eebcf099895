using System.Net;

namespace RetailGrains.Tests.EndToEnd.Access;

/// <summary>
/// Silos that do not answer do not delay callers whose tokens were valid shortly before, if the answer does not need these silos.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class UnresponsiveSiloTests(PostgresFixture postgres, ITestOutputHelper output) : EndToEndTest(output)
{
    // This is much less than the 30 s that Orleans waits for an answer, and much more than a page of the ledger takes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Accepted_tokens_stay_accepted_while_no_silo_reports_whether_the_account_is_deleted()
    {
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(Store);
        ApiProcess api = await StartAsync(("RETAIL_CLUSTER", "postgres"), ("Access__RevocationDelay", Delay.ToString()));
        await ReadAsync();

        await silo.SignalAsync("STOP");
        await Eventually.PauseAsync(Delay);
        await ReadAsync();

        async Task ReadAsync() =>
            (await api.Client.GetAsync("/transactions").WaitAsync(Patience, TimeProvider.System)).Expect(HttpStatusCode.OK);
    }

    private protected override Task<TestStore> CreateStoreAsync() => postgres.CreateStoreAsync();
}
