using System.Net;

namespace RetailGrains.Tests.EndToEnd.Starting;

/// <summary>RETAIL_PARTITIONS takes effect at a store's first start.</summary>
public sealed class PartitionNumberTests(ITestOutputHelper output) : EndToEndTest(output)
{
    [Fact]
    public async Task A_store_keeps_the_number_of_partitions_of_its_first_start_and_another_one_is_refused()
    {
        ApiProcess api = await StartAsync(("RETAIL_PARTITIONS", "100"));
        var sent = new SentSales();
        Assert.Empty(await sent.SendAsync(api.Client, [.. Enumerable.Range(0, 1_000).Select(n => Sale.Number("first", n))]));
        await api.KillAsync();

        (int exitCode, string log) = await ApiProcess.RunAsync(Store, ("RETAIL_PARTITIONS", "16"));
        Assert.Equal(1, exitCode);
        Assert.Contains("RETAIL_PARTITIONS is 16, and the store has 100 partitions", log, StringComparison.Ordinal);

        api = await StartAsync();
        Assert.Empty(await sent.SendAsync(api.Client, [.. Enumerable.Range(0, 1_000).Select(n => Sale.Number("second", n))]));
        Answer ledger = (await api.Client.GetAsync("/admin/ledger")).Expect(HttpStatusCode.OK);
        Assert.Equal(100, ledger["partitions"].GetArrayLength());
        Assert.All(ledger["partitions"].EnumerateArray(), partition => Assert.True(partition.GetProperty("head").GetInt64() > 0));
        List<Sale> held = await sent.AssertLedgerAsync(Store);
        await api.Client.WhenSettledAsync();
        await ServedFigures.AssertAsync(api.Client, held);
        await api.Client.ExpectAgreementAsync();
    }
}
