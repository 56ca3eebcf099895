using System.Net;

namespace RetailGrains.Tests.EndToEnd.Transactions;

/// <summary>
/// Guarantees 1, durable before acknowledged, and 2, one entry per id: the process is killed under load. Everything that it acknowledged is
/// in the ledger afterwards, at the position that it returned: a duplicate if it is resent, a conflict with other content under its id.
/// </summary>
public abstract class KilledUnderLoadSuite(ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Writers = 8;
    private const int Kills = 3;
    private const int AcknowledgedPerRun = 400;

    [Fact]
    public async Task Transactions_acknowledged_before_a_kill_are_in_the_ledger_after_it()
    {
        var sent = new SentSales();
        for (int kill = 0; kill < Kills; kill++) await LoadAndKillAsync(sent, kill);

        ApiProcess api = await StartAsync();
        await sent.AssertLedgerAsync(Store);
        Dictionary<string, string> acknowledged = new(sent.Acknowledged);
        Output.WriteLine($"{acknowledged.Count} acknowledged, {sent.Count} sent");
        await Parallel.ForEachAsync(acknowledged, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (one, _) =>
        {
            Sale sale = sent[one.Key];
            Answer again = (await api.Client.PostAsync(sale)).Expect(HttpStatusCode.OK);
            Assert.True(again.Duplicate);
            Assert.Equal(one.Value, again.Position);
            (await api.Client.PostAsync(sale with { StoreId = "elsewhere" })).Expect(HttpStatusCode.Conflict);
        });

        List<Sale> held = await sent.AssertLedgerAsync(Store);
        await api.Client.WhenSettledAsync();
        await ServedFigures.AssertAsync(api.Client, held);
        await api.Client.ExpectAgreementAsync();
    }

    private async Task LoadAndKillAsync(SentSales sent, int run)
    {
        ApiProcess api = await StartAsync();
        int enough = sent.AcknowledgedCount + AcknowledgedPerRun;
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            try
            {
                for (int n = 0; ; n++) await sent.SendAsync(api.Client, Sale.Number($"run{run}-w{writer}", n));
            }
            catch (HttpRequestException)
            {
                // killed
            }
        }))];
        await Eventually.IsTrueAsync(
            "enough is acknowledged", () => Task.FromResult(sent.AcknowledgedCount >= enough || writers.Any(writer => writer.IsCompleted)),
            api.Log);
        await api.KillAsync();
        await Task.WhenAll(writers);
    }
}

public sealed class SqliteKilledUnderLoadTests(ITestOutputHelper output) : KilledUnderLoadSuite(output);

[Collection(FifthPostgresCollection.Name)]
public sealed class PostgresKilledUnderLoadTests(PostgresFixture server, ITestOutputHelper output) : KilledUnderLoadSuite(output)
{
    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();
}
