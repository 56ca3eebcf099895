using System.Diagnostics;

namespace RetailGrains.Tests.EndToEnd.Cluster;

/// <summary>When other silos join, the entities of one silo are redistributed together with their figures.</summary>
[Collection(FourthPostgresCollection.Name)]
public sealed class LoadSpreadingTests(SiloCluster cluster, ITestOutputHelper output) : IClassFixture<SiloCluster>
{
    private const int Customers = 3_000;

    [Fact]
    public async Task Entities_of_one_silo_are_redistributed_when_two_join()
    {
        await cluster.GrowAsync(1);
        List<Sale> sales = [.. Enumerable.Range(0, Customers).Select(n => Sale.Number("spread", n) with { CustomerId = $"customer {n}" })];
        while (sales.Count > 0) sales = await cluster.Sent.SendAsync(cluster.Client, sales);
        await cluster.Client.WhenSettledAsync();
        Assert.Equal(Customers, await HeldAsync(cluster.Silos[0]));

        await cluster.GrowAsync(3);
        long start = Stopwatch.GetTimestamp();
        double[] held = [];
        await Eventually.IsTrueAsync(
            "each silo holds a quarter of the customers at least",
            async () => (held = await Task.WhenAll(cluster.Silos.Select(HeldAsync))).Min() > Customers / 4,
            () => string.Join('/', held));
        output.WriteLine(
            $"{string.Join('/', held)} customers {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s after the partitions were spread");
        await cluster.AssertProvedAsync();
    }

    private static async Task<double> HeldAsync(SiloProcess silo) =>
        (await silo.GetAsync("/metrics")).Values("orleans_catalog_activations", "grain_type=\"customer\"").Sum();
}
