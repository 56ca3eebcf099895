using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Runtime;
using Orleans.TestingHost;
using RetailGrains.Customers;
using RetailGrains.Failures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Cluster;

/// <summary>Guarantees 1 to 7 of docs/architecture.md, with faults injected between the grains and the real store.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Commits_whose_answer_is_lost_are_resolved_by_reading_the_ledger()
    {
        CutLedger? ledger = null;
        await using RetailCluster cluster = await RetailCluster.StartAsync(1, real => ledger = new CutLedger(real, new Random(1)));
        var answered = await cluster.SendAsync(count: 2_000, seed: 1);
        Assert.True(ledger!.Cuts > 20, "The faults did not happen.");
        await cluster.AssertProvedAsync(answered);
    }

    [Fact]
    public async Task A_late_void_that_its_partition_finds_in_the_ledger_is_in_the_figures()
    {
        LateCommit? ledger = null;
        await using RetailCluster cluster =
            await RetailCluster.StartAsync(1, real => ledger = new LateCommit(real, isWatched: false));
        await cluster.SendAsync([Sales.Plain("voided", "c")]);
        ledger!.CutNext();
        var request = new RevisionRequest("voided", RevisionAction.VoidOriginal, null, new Provenance("tests", null, Guid.NewGuid()));
        RevisionResult result = await cluster.Client.ReviseAsync(request, urgent: false, RetailCluster.Patience, CancellationToken.None);
        await cluster.WhenSavedAsync(result.Position);
        Assert.Equal(0, (await cluster.Grains.GetGrain<ICustomerGrain>("c").GetAsync())!.Figures.Totals.Transactions);
    }

    [Fact]
    public async Task A_late_sale_is_in_the_figures_even_if_its_partition_was_writing_when_the_head_was_read()
    {
        LateCommit? ledger = null;
        await using RetailCluster cluster = await RetailCluster.StartAsync(
            1,
            real => ledger = new LateCommit(real, isWatched: true),
            configure: silo => silo.Services.Configure<LedgerOptions>(
                options => options.PendingPatience = TimeSpan.FromMilliseconds(200)));
        ledger!.CutNext();
        AppendResult[] results = await cluster.Client.AppendAsync(
            [Sales.Plain("late", "c")], urgent: false, TimeSpan.FromMilliseconds(100), CancellationToken.None);
        Assert.Equal(AppendStatus.Busy, results[0].Status);
        await cluster.WhenSavedAsync(new Position(Position.PartitionOf("late", cluster.Store.Layout.Partitions), 1));
        Assert.Equal(1, (await cluster.Grains.GetGrain<ICustomerGrain>("c").GetAsync())!.Figures.Totals.Transactions);
    }

    [Fact]
    public async Task Saves_and_checkpoints_whose_answer_is_lost_change_no_figure()
    {
        CutProjections? projections = null;
        await using RetailCluster cluster =
            await RetailCluster.StartAsync(1, projections: real => projections = new CutProjections(real, new Random(2)));
        var answered = await cluster.SendAsync(count: 2_000, seed: 2);
        projections!.Repair();
        await cluster.AssertProvedAsync(answered);
    }

    [Fact]
    public async Task Entities_that_lose_their_state_under_load_catch_up_before_they_answer()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(1);
        await cluster.AssertProvedAsync(await cluster.SendAsync(count: 3_000, seed: 3, stop => ForgetAsync(cluster, stop)));
    }

    [Fact]
    public async Task Silos_that_start_and_stop_under_load_cause_no_loss_and_no_duplicate()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(3);
        Task<IReadOnlyCollection<(SaleTransaction, AppendResult)>> sending = cluster.SendAsync(count: 4_000, seed: 4);
        await cluster.Silos.StopSiloAsync(cluster.Silos.Silos[^1]);
        await cluster.Silos.StartAdditionalSiloAsync();
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[1]);
        await cluster.AssertProvedAsync(await sending);
    }

    [Fact]
    public async Task A_late_save_is_included_by_the_activation_that_read_the_rows_before_it()
    {
        const string Customer = "late";
        LateSave? projections = null;
        Position second = default;
        RetailCluster? started = null;
        await using RetailCluster cluster = started = await RetailCluster.StartAsync(
            1, projections: real => projections = new LateSave(real, Customer, () => started!.WhenSavedAsync(second)));
        (SaleTransaction, AppendResult)[] answered = [await SellAsync("first")];
        await cluster.WhenSavedAsync(answered[0].Item2.Position);
        projections!.CutNext();
        answered = [.. answered, await SellAsync("second")];
        second = answered[1].Item2.Position;
        await projections.Cut;

        ICustomerGrain customer = cluster.Grains.GetGrain<ICustomerGrain>(Customer);
        await customer.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        Assert.Equal(2, (await customer.GetAsync())!.Figures.Totals.Transactions);
        Assert.True(projections.WasWritten);
        await cluster.AssertProvedAsync(answered);

        async Task<(SaleTransaction, AppendResult)> SellAsync(string id) => (await cluster.SendAsync([Sales.Plain(id, Customer)]))[0];
    }

    [Fact]
    public async Task Partitions_that_cannot_be_activated_are_reported_until_they_are()
    {
        UnreadableShares? shares = null;
        await using RetailCluster cluster = await RetailCluster.StartAsync(1, projections: real => shares = new UnreadableShares(real));
        FailureMonitor failures = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<FailureMonitor>();
        ILedgerPartitionGrain partition = cluster.Client.Partition(0);
        await partition.StatusAsync();
        shares!.AreUnreadable = true;
        await partition.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await Eventually.IsTrueAsync("the failure is reported", async () => !await AnswersAsync(partition) && IsReported());

        shares.AreUnreadable = false;
        await Eventually.IsTrueAsync("the end is reported", async () => await AnswersAsync(partition) && !IsReported());

        bool IsReported() =>
            failures.Problems(critical: true).Any(problem => problem.StartsWith(Components.Partitions, StringComparison.Ordinal));
    }

    private static async Task<bool> AnswersAsync(ILedgerPartitionGrain partition)
    {
        try
        {
            await partition.StatusAsync();
            return true;
        }
        catch (Exception) // the failure may be wrapped
        {
            return false;
        }
    }

    private static async Task ForgetAsync(RetailCluster cluster, CancellationToken stop)
    {
        IManagementGrain management = cluster.Grains.GetGrain<IManagementGrain>(0);
        while (!stop.IsCancellationRequested) await management.ForceActivationCollection(TimeSpan.Zero, CancellationToken.None);
    }
}
