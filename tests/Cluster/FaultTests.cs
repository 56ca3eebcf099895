using Orleans.Runtime;
using Orleans.TestingHost;
using RetailGrains.Ledger;

namespace RetailGrains.Cluster;

/// <summary>design.md, "What must hold", 1 to 7, with faults put between the grains and the real store.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Commits_whose_answer_is_lost_are_settled_by_reading_the_ledger()
    {
        CutLedger? ledger = null;
        await using RetailCluster cluster = await RetailCluster.StartAsync(1, real => ledger ??= new CutLedger(real, new Random(1)));
        var answered = await cluster.SendAsync(count: 2_000, seed: 1);
        Assert.True(ledger!.Cuts > 20, "The faults did not happen.");
        await cluster.AssertProvedAsync(answered);
    }

    [Fact]
    public async Task Saves_and_checkpoints_whose_answer_is_lost_change_no_figure()
    {
        CutProjections? projections = null;
        await using RetailCluster cluster =
            await RetailCluster.StartAsync(1, projections: real => projections ??= new CutProjections(real, new Random(2)));
        var answered = await cluster.SendAsync(count: 2_000, seed: 2);
        projections!.Repair();
        await cluster.AssertProvedAsync(answered);
    }

    [Fact]
    public async Task Entities_that_lose_their_memory_under_load_take_in_what_they_lack_before_they_answer()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(1);
        using var stop = new CancellationTokenSource();
        Task forgetting = ForgetAsync(cluster, stop.Token);
        var answered = await cluster.SendAsync(count: 3_000, seed: 3);
        await stop.CancelAsync();
        await forgetting;
        await cluster.AssertProvedAsync(answered);
    }

    [Fact]
    public async Task Silos_that_come_and_go_under_load_lose_nothing_and_double_nothing()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(3);
        Task<IReadOnlyCollection<(SaleTransaction, AppendResult)>> sending = cluster.SendAsync(count: 4_000, seed: 4);
        await cluster.Silos.StopSiloAsync(cluster.Silos.Silos[^1]);
        await cluster.Silos.StartAdditionalSiloAsync();
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[1]);
        await cluster.AssertProvedAsync(await sending);
    }

    private static async Task ForgetAsync(RetailCluster cluster, CancellationToken stop)
    {
        IManagementGrain management = cluster.Grains.GetGrain<IManagementGrain>(0);
        while (!stop.IsCancellationRequested) await management.ForceActivationCollection(TimeSpan.Zero, CancellationToken.None);
    }
}
