using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.TestingHost;
using RetailGrains.Customers;
using RetailGrains.Erasure;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Revisions;
using RetailGrains.Operations;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Cluster;

/// <summary>Messages and statements that are in flight when a customer is erased do not restore any of the customer's data.</summary>
public sealed class ErasureTests
{
    private const string Customer = "late";

    [Fact]
    public async Task A_delta_that_arrives_after_the_erasure_adds_nothing()
    {
        var sent = new SentDeltas();
        await using RetailCluster cluster =
            await RetailCluster.StartAsync(1, configure: silo => silo.AddOutgoingGrainCallFilter(sent));
        foreach (Position position in await SellAsync(cluster, "first", "second", "third")) await cluster.WhenSavedAsync(position);
        Delta[] late = [.. sent.All];
        Assert.Equal(3, late.Sum(delta => delta.Days.Sum(day => day.Totals.Transactions)));
        await EraseAsync(cluster);

        ICustomerGrain customer = cluster.Grains.GetGrain<ICustomerGrain>(Customer);
        await customer.ApplyAsync(late);
        Assert.Null(await customer.GetAsync());
        await SaveAsync(customer);
        Assert.False(await cluster.Store.Parts.Erasures.HasFiguresAsync(Customer, CancellationToken.None));

        // A new customer gets the same id. The late deltas must not add to its figures, either in memory or after these are loaded again.
        Position again = Assert.Single(await SellAsync(cluster, "fourth"));
        await cluster.WhenSavedAsync(again);
        for (int round = 0; round < 2; round++)
        {
            await customer.ApplyAsync(late);
            Assert.Equal(1, (await customer.GetAsync())!.Figures.Totals.Transactions);
            await SaveAsync(customer);
        }

        await AssertAgreesAsync(cluster);
    }

    /// <summary>The statement comes from a silo that has left, so the partition's current activation does not know of it.</summary>
    [Fact]
    public async Task An_entry_that_another_writer_erased_is_not_saved_under_the_id()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(
            1, configure: silo => silo.Services.Configure<LedgerOptions>(options => options.SaveDelay = TimeSpan.FromSeconds(2)));
        Position position = Assert.Single(await SellAsync(cluster, "only"));
        IServiceProvider services = cluster.Silos.Silos[0].ServiceProvider;
        ErasedCustomer erased = services.GetRequiredService<ErasedCustomers>().Of(Customer);
        await cluster.Store.Parts.Erasures.BeginAsync(erased, TimeProvider.System.GetUtcNow().UtcDateTime, CancellationToken.None);
        await cluster.Store.Parts.Erasures.EraseEntriesAsync(
            position.Partition, erased, services.GetRequiredService<EntrySealer>(), CancellationToken.None);

        await EraseAsync(cluster);
        await cluster.WhenSavedAsync(position);
        Assert.False(await cluster.Store.Parts.Erasures.HasFiguresAsync(Customer, CancellationToken.None));
        Assert.Null(await cluster.Grains.GetGrain<ICustomerGrain>(Customer).GetAsync());
        await AssertAgreesAsync(cluster);
    }

    /// <summary>The statement of a silo that has left erases a sale which was recorded after the erasure passed its partition.</summary>
    [Fact]
    public async Task A_sale_that_a_late_statement_erases_counts_once()
    {
        var filter = new AfterErasure();
        await using RetailCluster cluster = await RetailCluster.StartAsync(1, configure: silo =>
        {
            silo.AddOutgoingGrainCallFilter(filter);
            silo.Services.Configure<LedgerOptions>(options => options.SaveDelay = TimeSpan.FromSeconds(2));
        });
        Position first = Assert.Single(await SellAsync(cluster, "first"));
        await cluster.WhenSavedAsync(first); // otherwise the erasure waits until the late sale is saved, too
        IServiceProvider services = cluster.Silos.Silos[0].ServiceProvider;
        ErasedCustomer erased = services.GetRequiredService<ErasedCustomers>().Of(Customer);
        Position late = default;
        filter.Late = async () =>
        {
            late = Assert.Single(await SellAsync(cluster, "late"));
            await cluster.Store.Parts.Erasures.EraseEntriesAsync(
                late.Partition, erased, services.GetRequiredService<EntrySealer>(), CancellationToken.None);
        };
        filter.Partition = Position.PartitionOf("late", cluster.Store.Layout.Partitions);
        await EraseAsync(cluster);
        Assert.Equal(filter.Partition, late.Partition);
        foreach (Position position in new[] { first, late }) await cluster.WhenSavedAsync(position);
        Assert.False(await cluster.Store.Parts.Erasures.HasFiguresAsync(Customer, CancellationToken.None));
        Assert.Null(await cluster.Grains.GetGrain<ICustomerGrain>(Customer).GetAsync());
        CustomerView? customer = await cluster.Grains.GetGrain<ICustomerGrain>(erased.Pseudonym).GetAsync();
        Assert.Equal(2, customer!.Figures.Totals.Transactions);
        await AssertAgreesAsync(cluster);
    }

    [Fact]
    public async Task Reconciliation_during_an_erasure_waits_for_the_customers_figures()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(1);
        Position position = Assert.Single(await SellAsync(cluster, "only"));
        await cluster.WhenSavedAsync(position);
        IServiceProvider services = cluster.Silos.Silos[0].ServiceProvider;
        ErasedCustomer erased = services.GetRequiredService<ErasedCustomers>().Of(Customer);
        await cluster.Store.Parts.Erasures.BeginAsync(erased, TimeProvider.System.GetUtcNow().UtcDateTime, CancellationToken.None);
        await cluster.Store.Parts.Erasures.EraseEntriesAsync(
            position.Partition, erased, services.GetRequiredService<EntrySealer>(), CancellationToken.None);

        // The ledger now has the pseudonym, while the figures still have the id.
        Task<ReconciliationOutcome> reconciling = cluster.Grains.GetGrain<IReconciliationGrain>(0).CheckAsync();
        await Task.WhenAny(reconciling, Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System));
        Assert.False(reconciling.IsCompleted);
        await EraseAsync(cluster);
        ReconciliationReport report = (await reconciling).Report;
        Assert.True(report.Agrees, string.Join('\n', report.Differences.Take(10)));
    }

    /// <summary>The API replaces the id in a correction only if the customer was erased before the API read the sale.</summary>
    [Fact]
    public async Task A_correction_that_still_has_the_id_is_recorded_under_the_pseudonym()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(1);
        SaleTransaction sale = Sales.Plain("only", Customer);
        await cluster.WhenSavedAsync(Assert.Single(await SellAsync(cluster, sale.TransactionId)));
        await EraseAsync(cluster);
        var request = new RevisionRequest(
            sale.TransactionId,
            RevisionAction.Correct,
            sale with { Lines = [new SaleLine("p", null, 2, 1)], Details = new SaleDetails(Note: $"for {Customer}") },
            new Provenance("tests", null, Guid.NewGuid()));
        RevisionResult corrected =
            await cluster.Client.ReviseAsync(request, urgent: false, RetailCluster.Patience, CancellationToken.None);
        await cluster.WhenSavedAsync(corrected.Position);
        LedgerEntry entry = (await cluster.Store.Parts.Ledger.HistoriesAsync(["only"], CancellationToken.None))["only"].Current;
        string pseudonym = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<ErasedCustomers>().Of(Customer).Pseudonym;
        Assert.Equal((3, pseudonym, null), (entry.Revision, entry.CustomerId, entry.Details));
        Assert.Null(await cluster.Grains.GetGrain<ICustomerGrain>(Customer).GetAsync());
    }

    /// <summary>The rebuild has read some entries before their erasure and some after it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_erasure_computes_the_figures_again_after_a_rebuild(bool isRunning)
    {
        var rebuilding = new Rebuilding { IsRunning = isRunning };
        await using RetailCluster cluster =
            await RetailCluster.StartAsync(1, configure: silo => silo.AddOutgoingGrainCallFilter(rebuilding));
        await cluster.WhenSavedAsync(Assert.Single(await SellAsync(cluster, "only")));
        IErasureGrain erasures = cluster.Grains.GetGrain<IErasureGrain>(0);
        rebuilding.Eraser = erasures.GetGrainId();
        if (!isRunning) rebuilding.Meanwhile = () => RebuildAsync(cluster);
        ErasureStatus status = await erasures.StartAsync(new ErasureRequest(Customer));
        await Eventually.IsTrueAsync("the erasure asks again", () => Task.FromResult(rebuilding.Questions > 1));
        rebuilding.IsRunning = false;
        await Eventually.IsTrueAsync(
            "the erasure is complete", async () => (await erasures.StatusAsync(status.Pseudonym)).State == ErasureState.Completed);
        await AssertAgreesAsync(cluster);
    }

    private static async Task RebuildAsync(RetailCluster cluster)
    {
        IRebuildGrain rebuild = cluster.Grains.GetGrain<IRebuildGrain>(0);
        await rebuild.StartAsync();
        await Eventually.IsTrueAsync("the rebuild is complete", async () => !(await rebuild.StatusAsync()).Running);
    }

    private static async Task<Position[]> SellAsync(RetailCluster cluster, params string[] ids) =>
        [.. (await cluster.SendAsync(Array.ConvertAll(ids, id => Sales.Plain(id, Customer)))).Select(one => one.Answer.Position)];

    private static async Task EraseAsync(RetailCluster cluster)
    {
        IErasureGrain grain = cluster.Grains.GetGrain<IErasureGrain>(0);
        ErasureStatus status = await grain.StartAsync(new ErasureRequest(Customer));
        await Eventually.IsTrueAsync(
            "the erasure is complete", async () => (await grain.StatusAsync(status.Pseudonym)).State == ErasureState.Completed);
    }

    /// <summary>Deactivates the customer, which saves its changes first, and activates it again.</summary>
    private static async Task SaveAsync(ICustomerGrain customer)
    {
        await customer.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await customer.GetAsync();
    }

    private static async Task AssertAgreesAsync(RetailCluster cluster)
    {
        ReconciliationReport report = (await cluster.Grains.GetGrain<IReconciliationGrain>(0).CheckAsync()).Report;
        Assert.True(report.Agrees, string.Join('\n', report.Differences.Take(10)));
    }

    /// <summary>Runs an action once, as soon as a partition's entries are erased.</summary>
    private sealed class AfterErasure : IOutgoingGrainCallFilter
    {
        private int _calls;

        public int Partition { get; set; }

        public Func<Task>? Late { get; set; }

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            await context.Invoke();
            if (context.MethodName == nameof(ILedgerPartitionGrain.EraseCustomerAsync) && Late is { } late
                && context.TargetId.GetIntegerKey() == Partition && Interlocked.Increment(ref _calls) == 1)
            {
                await late();
            }
        }
    }

    /// <summary>Reports a running rebuild to the erasure, or lets one run before the erasure gets its first answer.</summary>
    private sealed class Rebuilding : IOutgoingGrainCallFilter
    {
        private int _questions;

        public GrainId Eraser { get; set; }

        public bool IsRunning { get; set; }

        public Func<Task>? Meanwhile { get; set; }

        public int Questions => Volatile.Read(ref _questions);

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            bool isQuestion = context.SourceId == Eraser && context.Request.GetInterfaceType() == typeof(IRebuildGrain);
            if (isQuestion && Interlocked.Increment(ref _questions) == 1 && Meanwhile is { } rebuildAsync) await rebuildAsync();
            await context.Invoke();
            if (isQuestion && IsRunning) context.Result = ((RebuildStatus)context.Result!) with { Running = true };
        }
    }

    /// <summary>Records the deltas that are sent to the customer. They arrive as usual.</summary>
    private sealed class SentDeltas : IOutgoingGrainCallFilter
    {
        private readonly ConcurrentQueue<Delta> _all = new();

        public IReadOnlyCollection<Delta> All => _all;

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.MethodName == nameof(IFigureGrain.ApplyAsync) && context.TargetId.Key.ToString() == Customer
                && context.Request.GetArgument(0) is Delta[] deltas)
            {
                foreach (Delta delta in deltas) _all.Enqueue(delta);
            }

            return context.Invoke();
        }
    }
}
