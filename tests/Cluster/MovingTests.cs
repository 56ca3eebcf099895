using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Orleans.Core.Internal;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using RetailGrains.Customers;
using RetailGrains.Ledger;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Cluster;

/// <summary>
/// Partitions and entities move to a silo that joins. The entities catch up with all partitions before they answer.
/// </summary>
public sealed class MovingTests
{
    private const int Customers = 1_000;

    // Enough for some customers to be moving at every moment of a partition's move.
    private const int AtOnce = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LoadTime = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Entities_and_partitions_that_move_to_one_silo_together_do_not_wait_for_each_other()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(1, projections: real => new SlowLoads(real, LoadTime));
        SaleTransaction[] sales = [.. Sales.Make(Customers, seed: 5, "moving").Select((sale, n) => sale with { CustomerId = Customer(n) })];
        var answered = await cluster.SendAsync(sales);
        await Task.WhenAll(
            answered.Where(one => one.Answer.Status == AppendStatus.Recorded).Select(one => cluster.WhenSavedAsync(one.Answer.Position)));

        InProcessSiloHandle joined = await cluster.Silos.StartAdditionalSiloAsync();
        await MoveCustomersUntilAsync(cluster, joined.SiloAddress, () => HasItsPartitionsAsync(cluster, joined.SiloAddress));
        // Orleans logs an error when it times out waiting for the grains that it moves.
        Assert.DoesNotContain(
            cluster.Silos.Silos.SelectMany(silo => silo.ServiceProvider.GetFakeLogCollector().GetSnapshot()),
            entry => entry.Level >= LogLevel.Error);
        await cluster.AssertProvedAsync(answered);
    }

    /// <summary>Moves grains as Orleans' rebalancer does, but at a time that the test chooses.</summary>
    private static async Task MoveCustomersUntilAsync(RetailCluster cluster, SiloAddress target, Func<Task<bool>> isTrueAsync)
    {
        for (int next = 0; !await isTrueAsync(); next += AtOnce)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, target);
            await Task.WhenAll(Enumerable.Range(next, AtOnce).Select(n => MoveAsync(cluster, Customer(n))));
            RequestContext.Clear();
            await Eventually.PauseAsync(Pause);
        }
    }

    private static Task MoveAsync(RetailCluster cluster, string customer) =>
        cluster.Grains.GetGrain<ICustomerGrain>(customer).AsReference<IGrainManagementExtension>().MigrateOnIdle().AsTask();

    private static async Task<bool> HasItsPartitionsAsync(RetailCluster cluster, SiloAddress silo)
    {
        PartitionStatus[] all = await Task.WhenAll(cluster.Client.All.Select(partition => partition.StatusAsync().AsTask()));
        return all.Count(partition => partition.Silo == silo.ToString()) == all.Length / 2;
    }

    private static string Customer(int number) => $"c{number % Customers}";
}
