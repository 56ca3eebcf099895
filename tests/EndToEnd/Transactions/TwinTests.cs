namespace RetailGrains.Tests.EndToEnd.Transactions;

/// <summary>
/// Two processes on one database that do not know of each other, so that every partition, store, product and customer is active twice
/// (points 2, 3 and 6): no sequence is assigned twice or skipped, no caller receives the position of an entry that does not exist, at most
/// one caller receives the answer that its transaction was recorded, and the remaining process has the right figures.
/// </summary>
[Collection(FourthPostgresCollection.Name)]
public sealed class TwinTests(PostgresFixture server, ITestOutputHelper output) : EndToEndTest(output)
{
    private const int Writers = 4;
    private const int SalesOfEach = 30;
    private const int LastSales = 240;

    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();

    [Fact]
    public async Task Two_activations_of_every_partition_keep_one_ledger()
    {
        ApiProcess one = await StartAsync(("RETAIL_TEST_STORE_LOCK", "off"));
        ApiProcess other = await StartAsync(("RETAIL_TEST_STORE_LOCK", "off"));
        var sent = new SentSales();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int n = 0; n < SalesOfEach; n++)
            {
                Sale same = Sale.Number($"same{writer}", n);
                await Task.WhenAll(
                    SendAsync(one, sent, same),
                    SendAsync(other, sent, same),
                    SendAsync(one, sent, Sale.Number($"one{writer}", n)),
                    SendAsync(other, sent, Sale.Number($"other{writer}", n)));
            }
        })));
        Output.WriteLine($"{sent.AcknowledgedCount} acknowledged, {sent.Refused} times told to send again");
        Assert.Equal(Writers * SalesOfEach * 3, sent.AcknowledgedCount);
        await sent.AssertLedgerAsync(Store);

        // A stale activation in the survivor detects that with the next sale that concerns it; these sales concern all activations.
        await one.StopAsync();
        List<Sale> last = [.. Enumerable.Range(0, LastSales).Select(n => Sale.Number("last", n))];
        while (last.Count > 0) last = await sent.SendAsync(other.Client, last);
        List<Sale> held = await sent.AssertLedgerAsync(Store);
        Assert.Equal(sent.Count, held.Count);
        await Eventually.IsTrueAsync("the survivor serves every transaction", async () =>
            (await other.Client.GetAsync("/summary")) is { IsSuccess: true } summary
            && Totals.Of(summary["totals"]).Transactions == held.Count);
        await other.Client.WhenSettledAsync();
        await Eventually.IsTrueAsync(
            "the survivor's figures agree with the ledger", async () => (await other.Client.ReconcileAsync())["agrees"].GetBoolean(),
            other.Log);
        await ServedFigures.AssertAsync(other.Client, held);
    }

    private static async Task SendAsync(ApiProcess api, SentSales sent, Sale sale)
    {
        while (!await sent.SendAsync(api.Client, sale)) await Task.Yield();
    }
}
