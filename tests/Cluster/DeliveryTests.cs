using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using RetailGrains.Customers;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Membership;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Cluster;

/// <summary>
/// The deltas of all entities that belong to one silo are sent to it in one message. Even if the message is lost or an entity is on another
/// silo, every figure agrees with the ledger.
/// </summary>
public sealed class DeliveryTests
{
    private const string Bad = "c7";

    private static readonly string[] Kinds = ["store", "product", "customer"];

    [Fact]
    public async Task Entities_run_on_their_assigned_silos_and_calls_to_them_stay_local()
    {
        var calls = new CallCounter();
        await using RetailCluster cluster = await RetailCluster.StartAsync(3, configure: calls.Count);
        await cluster.AssertProvedAsync(await cluster.SendAsync(count: 2_000, seed: 21));
        Assert.True(calls.OfReceivers > 0, "No delta was sent to another silo's receiver.");
        (int all, int elsewhere) = await PlacesAsync(cluster);
        Assert.True(elsewhere == 0, $"{elsewhere} of {all} entities are elsewhere.");
        // Deltas for a single entity are sent as a direct call, not as a message to the receiver.
        Assert.True(calls.OfEntities < calls.OfReceivers, $"{calls.OfEntities} single calls, {calls.OfReceivers} messages.");
    }

    [Fact]
    public async Task Messages_that_fail_or_are_never_answered_cause_no_loss_and_no_duplicate()
    {
        var faults = new ReceiverFaults(new Random(22));
        await using RetailCluster cluster =
            await RetailCluster.StartAsync(3, configure: silo => silo.AddOutgoingGrainCallFilter(faults));
        List<(SaleTransaction Sent, AppendResult Answer)> answered = [];
        for (int round = 0; round < 50 && faults.Counts.Contains(0); round++)
            answered.AddRange(await cluster.SendAsync(count: 400, seed: 2_200 + (100 * round)));
        await cluster.AssertProvedAsync(answered);
        Assert.All(faults.Counts, count => Assert.True(count > 0, $"Not every fault happened: {string.Join(", ", faults.Counts)}"));
    }

    [Fact]
    public async Task Entities_that_are_not_on_their_assigned_silo_receive_their_deltas()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(3);
        await cluster.AssertProvedAsync(await cluster.SendAsync(count: 3_000, seed: 23, stop => ScatterAsync(cluster, stop)));
    }

    [Fact]
    public async Task An_entity_that_cannot_be_loaded_delays_no_delta_of_another()
    {
        BadLoads? projections = null;
        await using RetailCluster cluster =
            await RetailCluster.StartAsync(3, projections: real => projections = new BadLoads(real, Bad));
        var answered = await cluster.SendAsync(count: 1_000, seed: 24);
        await WhenAllAsync(cluster, "delivered", partition => partition.Delivered == partition.Head);
        Assert.True(projections!.Refused > 0, "The customer was not asked for.");
        await Assert.ThrowsAnyAsync<Exception>(async () => await cluster.Grains.GetGrain<ICustomerGrain>(Bad).GetAsync());

        projections.Repair();
        await WhenAllAsync(cluster, "saved", partition => partition.Checkpoint == partition.Head);
        await cluster.AssertProvedAsync(answered);
    }

    [Fact]
    public async Task Entities_move_to_a_silo_that_joins()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(1);
        var answered = await cluster.SendAsync(count: 500, seed: 25);
        await cluster.AssertProvedAsync(answered);
        await cluster.Silos.StartAdditionalSiloAsync();
        (int all, int elsewhere) = (0, 0);
        await Eventually.IsTrueAsync(
            "every entity is where it belongs",
            async () => ((all, elsewhere) = await PlacesAsync(cluster)) is ( > 0, 0),
            () => $"{elsewhere} of {all} are elsewhere");
        await cluster.AssertProvedAsync(answered);
    }

    private static Task WhenAllAsync(RetailCluster cluster, string what, Predicate<PartitionStatus> holds) => Eventually.IsTrueAsync(
        $"everything is {what}",
        async () => Array.TrueForAll(
            await Task.WhenAll(cluster.Client.All.Select(partition => partition.StatusAsync().AsTask())), holds));

    /// <summary>Counts the active entities, and those that are not on their assigned silo.</summary>
    private static async Task<(int All, int Elsewhere)> PlacesAsync(RetailCluster cluster)
    {
        EntityPlacement placement = cluster.Silos.Silos[0].ServiceProvider.GetRequiredService<EntityPlacement>();
        DetailedGrainStatistic[] all = await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        DetailedGrainStatistic[] entities = [.. all.Where(grain => Kinds.Contains(grain.GrainId.Type.ToString()))];
        return (entities.Length, entities.Count(entity => !entity.SiloAddress.Equals(placement.PlacementOf(entity.GrainId.Key.AsSpan()))));
    }

    private static async Task ScatterAsync(RetailCluster cluster, CancellationToken stop)
    {
        var random = new Random(23);
        while (!stop.IsCancellationRequested)
        {
            InProcessSiloHandle silo = cluster.Silos.Silos[random.Next(cluster.Silos.Silos.Count)];
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
            await cluster.Grains.GetGrain<ICustomerGrain>($"c{random.Next(20)}").AsReference<IGrainManagementExtension>().MigrateOnIdle(
                CancellationToken.None);
            RequestContext.Clear();
            await Eventually.PauseAsync(TimeSpan.FromMilliseconds(5));
        }
    }

    /// <summary>Counts the calls that carry deltas to another silo.</summary>
    private sealed class CallCounter
    {
        private int _ofReceivers;
        private int _ofEntities;

        public int OfReceivers => Volatile.Read(ref _ofReceivers);

        public int OfEntities => Volatile.Read(ref _ofEntities);

        public void Count(ISiloBuilder silo)
        {
            silo.Services.AddSingleton<IOutgoingGrainCallFilter>(services => new Filter(this, services));
        }

        private sealed class Filter(CallCounter counter, IServiceProvider silo) : IOutgoingGrainCallFilter
        {
            public Task Invoke(IOutgoingGrainCallContext context)
            {
                if (context.MethodName == nameof(IFigureGrain.ApplyAsync) && context.TargetId.Type.ToString() is var type)
                {
                    if (!Kinds.Contains(type)) Interlocked.Increment(ref counter._ofReceivers);
                    else if (!IsHere(context.TargetId)) Interlocked.Increment(ref counter._ofEntities);
                }

                return context.Invoke();
            }

            private bool IsHere(GrainId entity)
            {
                SiloAddress? home = silo.GetRequiredService<EntityPlacement>().PlacementOf(entity.Key.AsSpan());
                return home is null || home.Equals(silo.GetRequiredService<ILocalSiloDetails>().SiloAddress);
            }
        }
    }

    /// <summary>Loses a message or its response. The sender receives an exception, or no response at all.</summary>
    private sealed class ReceiverFaults(Random random) : IOutgoingGrainCallFilter
    {
        /// <summary>Each unanswered message costs the sender its timeout.</summary>
        private const int MaxUnanswered = 2;

        private readonly int[] _counts = new int[4];

        public IReadOnlyList<int> Counts => _counts;

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            bool isMessage = context.MethodName == nameof(IDeltaReceiverGrain.ApplyAsync)
                && !Kinds.Contains(context.TargetId.Type.ToString());
            int dice;
            lock (random) dice = isMessage ? random.Next(20) : _counts.Length;
            if (dice < _counts.Length && Interlocked.Increment(ref _counts[dice]) > MaxUnanswered && dice is 1 or 3) dice = _counts.Length;
            if (dice == 0) throw new IOException("The message was lost.");
            if (dice != 1) await context.Invoke();
            if (dice == 2) throw new IOException("The answer was lost.");
            if (dice is 1 or 3) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        }
    }

    /// <summary>Fails every read of one customer's rows until it is repaired. Retries do not help.</summary>
    private sealed class BadLoads(IProjectionStore real, string customer) : ProjectionsBetween(real)
    {
        private volatile bool _repaired;
        private int _refused;

        public int Refused => Volatile.Read(ref _refused);

        public void Repair() => _repaired = true;

        public override Task<IReadOnlyList<SavedEntity>> LoadAsync(
            int generation, EntityKind kind, IReadOnlyCollection<string> ids, DayRange? days, CancellationToken cancel)
        {
            if (_repaired || kind != EntityKind.Customer || !ids.Contains(customer))
                return base.LoadAsync(generation, kind, ids, days, cancel);
            Interlocked.Increment(ref _refused);
            throw new InvalidOperationException("The rows cannot be read.");
        }
    }
}
