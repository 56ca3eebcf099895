using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;
using RetailGrains.Access;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Settings;
using RetailGrains.Operations;
using RetailGrains.Silo;
using RetailGrains.Silo.Streams;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Cluster;

/// <summary>Silos in this process on one embedded store. Everything is real except the faults that a test injects.</summary>
internal sealed class RetailCluster : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _home;

    private RetailCluster(string home, RetailStore store, InProcessTestCluster silos, LedgerClient client) =>
        (_home, Store, Silos, Client) = (home, store, silos, client);

    public RetailStore Store { get; }

    public InProcessTestCluster Silos { get; }

    public LedgerClient Client { get; }

    public IGrainFactory Grains => Silos.Client;

    /// <summary>Starts silos whose grains use the real stores through these decorators, which all silos share.</summary>
    public static async Task<RetailCluster> StartAsync(
        short silos,
        Func<ILedgerStore, ILedgerStore>? ledger = null,
        Func<IProjectionStore, IProjectionStore>? projections = null,
        string? redis = null,
        TimeProvider? time = null,
        Action<ISiloBuilder>? configure = null)
    {
        string home = Path.Combine(Path.GetTempPath(), $"retail-cluster-{Guid.NewGuid():N}");
        RetailStore store = await RetailStore.OpenAsync(
            new StoreOptions { Home = home }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        // Silos are configured concurrently, so the decorators that they share are created first.
        ILedgerStore? decoratedLedger = ledger?.Invoke(store.Parts.Ledger);
        IProjectionStore? decoratedProjections = projections?.Invoke(store.Parts.Projections);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Configuration["REDIS_URL"] = redis;
            if (time is not null) silo.Services.AddSingleton(time);
            silo.UseInMemoryReminderService();
            silo.UseRetailGrains(store);
            silo.Services.AddFakeLogging();
            silo.Services.AddSingleton<ICallVerifier, AnyCaller>();
            if (redis is not null) silo.AddRecordedSales();
            if (decoratedLedger is not null) silo.Services.AddSingleton(decoratedLedger);
            if (decoratedProjections is not null) silo.Services.AddSingleton(decoratedProjections);
            silo.Services.Configure<LedgerOptions>(options => options.SaveDelay = TimeSpan.FromMilliseconds(100));
            configure?.Invoke(silo);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        var client = new LedgerClient(cluster.Client, store.Layout, TimeProvider.System, NullLogger<LedgerClient>.Instance);
        return new RetailCluster(home, store, cluster, client);
    }

    /// <summary>Waits until the partition's checkpoint has reached the position, because everything up to it is saved.</summary>
    public async Task WhenSavedAsync(Position position)
    {
        object? last = null;
        await Eventually.IsTrueAsync($"position {position} is saved", IsSavedAsync, () => $"{last}");

        async Task<bool> IsSavedAsync()
        {
            try
            {
                PartitionStatus status = await Client.Partition(position.Partition).StatusAsync();
                last = status;
                return status.Checkpoint >= position.Sequence;
            }
            catch (Exception e) when (e is StaleActivationException or IOException)
            {
                last = e; // the partition is moving, or its activation failed; it will be activated again
                return false;
            }
        }
    }

    /// <summary>
    /// Asserts the invariants at the end of every test: every answer has the position of its entry, sequences have no gaps, no id occurs
    /// twice, all entries are delivered and saved, and every figure agrees with the ledger.
    /// </summary>
    public async Task AssertProvedAsync(IReadOnlyCollection<(SaleTransaction Sent, AppendResult Answer)> answered)
    {
        var ids = new HashSet<string>();
        for (int p = 0; p < Store.Layout.Partitions; p++)
        {
            long head = await Store.Parts.Ledger.HeadAsync(p, CancellationToken.None);
            long next = 0;
            await foreach (LedgerEntry entry in Store.Parts.Ledger.ReadAsync(p, 0, head, CancellationToken.None))
            {
                Assert.Equal(new Position(p, ++next), entry.Position);
                Assert.True(ids.Add(entry.TransactionId));
            }

            Assert.Equal(head, next);
            await WhenSavedAsync(new Position(p, head));
        }

        Assert.Equal(answered.Select(one => one.Sent.TransactionId).ToHashSet(), ids);
        IReadOnlyDictionary<string, LedgerEntry> entries = await Store.Parts.Ledger.FindAsync(ids, CancellationToken.None);
        foreach ((SaleTransaction sent, AppendResult answer) in answered)
        {
            LedgerEntry entry = entries[sent.TransactionId];
            Assert.NotEqual(AppendStatus.Busy, answer.Status);
            Assert.Equal(entry.Position, answer.Position);
            Assert.Equal(answer.Status == AppendStatus.Conflict, !entry.HasContentOf(sent));
        }

        foreach (IGrouping<string, (SaleTransaction Sent, AppendResult Answer)> id in answered.GroupBy(one => one.Sent.TransactionId))
            Assert.True(id.Count(one => one.Answer.Status == AppendStatus.Recorded) <= 1, $"{id.Key} was recorded twice.");
        ReconciliationReport report = (await Grains.GetGrain<IReconciliationGrain>(0).CheckAsync()).Report;
        Assert.True(report.Agrees, string.Join('\n', report.Differences.Take(10)));
        Assert.Equal(ids.Count, report.Transactions);
    }

    /// <summary>Sends sales from several senders at once, some of them twice and some altered, and returns every answer.</summary>
    public async Task<IReadOnlyCollection<(SaleTransaction Sent, AppendResult Answer)>> SendAsync(int count, int seed, int senders = 8)
    {
        IEnumerable<Task<List<(SaleTransaction Sent, AppendResult Answer)>>> sending =
            Enumerable.Range(0, senders).Select(sender => SendAsync(Sales.Make(count / senders, seed + sender, $"s{seed}-{sender}")));
        return [.. (await Task.WhenAll(sending)).SelectMany(answers => answers)];
    }

    /// <summary>Like the other overload, but disturbs the cluster until all sales are answered.</summary>
    public async Task<IReadOnlyCollection<(SaleTransaction Sent, AppendResult Answer)>> SendAsync(
        int count, int seed, Func<CancellationToken, Task> disturbAsync)
    {
        using var stop = new CancellationTokenSource();
        Task disturbing = disturbAsync(stop.Token);
        var answered = await SendAsync(count, seed);
        await stop.CancelAsync();
        await disturbing;
        return answered;
    }

    /// <summary>Sends the given sales in batches and returns every answer.</summary>
    public async Task<List<(SaleTransaction Sent, AppendResult Answer)>> SendAsync(SaleTransaction[] sales)
    {
        var answers = new List<(SaleTransaction Sent, AppendResult Answer)>();
        foreach (SaleTransaction[] batch in sales.Chunk(20))
        {
            AppendResult[] results = await Client.AppendAsync(batch, urgent: false, Patience, CancellationToken.None);
            answers.AddRange(batch.Zip(results));
        }

        return answers;
    }

    /// <summary>Accepts every caller, because there is no API here that would issue tickets.</summary>
    private sealed class AnyCaller : ICallVerifier
    {
        public ValueTask<VerifiedCaller?> CallerOfAsync(string? ticket) =>
            ValueTask.FromResult<VerifiedCaller?>(new VerifiedCaller("tests", null, [Roles.Operator, CallTicket.Process], null));
    }

    public async ValueTask DisposeAsync()
    {
        await Silos.DisposeAsync();
        await Store.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }
}
