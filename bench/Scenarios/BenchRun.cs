using RetailGrains.Bench.Attack;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>The options and resources that the scenarios of a run share.</summary>
/// <param name="Options">The options of the run.</param>
/// <param name="Postgres">The PostgreSQL server of the run.</param>
/// <param name="Pool">The sales.</param>
/// <param name="Folder">The folder of stores and logs; deleted at the end.</param>
/// <param name="Time">The clock for delays.</param>
internal sealed record BenchRun(BenchOptions Options, Postgres Postgres, SalePool Pool, string Folder, TimeProvider Time)
{
    /// <summary>The number of clients that send one sale at a time.</summary>
    public const int Tills = 64;

    /// <summary>
    /// The number of sales in the ledger before a load begins. They give figures to every store, product and customer, as in a chain after
    /// a day of business.
    /// </summary>
    public const int FirstSales = 20_000;

    /// <summary>The first number of a single till's sales. No other load reaches it.</summary>
    public const long TillSales = 5_000_000;

    /// <summary>The number of clients that send many sales at a time.</summary>
    public const int Producers = 4;

    public CpuTimes Cpu(ChildProcess? server) => CpuTimes.Of(server?.Id, [], Postgres.Postmaster);

    public CpuTimes Cpu(RetailApi api) => CpuTimes.Of(api.Process.Id, api.Silos.Select(silo => silo.Id), Postgres.Postmaster);

    public string NewFolder() => Path.Combine(Folder, Guid.NewGuid().ToString("N"));

    /// <summary>Starts the product on a new PostgreSQL database.</summary>
    public async Task<RetailApi> StartOnPostgresAsync(string? redis = null) =>
        await RetailApi.StartAsync(
            await Postgres.CreateDatabaseAsync(), NewFolder(), Time, redis is null ? [] : [("REDIS_URL", redis)]);

    /// <summary>Sends the first sales as fast as possible, and waits until all figures contain them.</summary>
    public async Task SeedAsync(RetailApi api, long sales)
    {
        // When a busy ledger has refused some sales, all are sent again. The ledger does not record a sale twice.
        while ((await StreamsAsync(api, new LoadWindow(), new SaleNumbers(), sales)).Refused > 0)
        {
        }

        await api.WhenDeliveredAsync();
    }

    /// <summary>Sends sales in streams, until the window ends or a number of sales is sent.</summary>
    public async Task<LoadTally> StreamsAsync(RetailApi api, LoadWindow window, SaleNumbers numbers, long most = long.MaxValue)
    {
        IEnumerable<Task<LoadTally>> streams = Enumerable.Range(0, Producers).Select(_ => Task.Run(async () =>
        {
            using NdjsonStream stream = await NdjsonStream.OpenAsync(api.Port, Pool, numbers, CancellationToken.None);
            return await stream.RunAsync(window, most, CancellationToken.None);
        }));
        return LoadTally.Sum(await Task.WhenAll(streams));
    }
}

/// <summary>A scenario that is measured.</summary>
/// <param name="Name">Its name in <c>--only</c>.</param>
/// <param name="RunAsync">Runs it and returns its measurements.</param>
internal sealed record Scenario(string Name, Func<BenchRun, Task<IReadOnlyList<Measurement>>> RunAsync)
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("single", SalesOneByOne.ProductAsync),
        new("single-open", SalesOneByOne.UnguardedAsync),
        new("console", ConsoleCost.RunAsync),
        new("usual", SalesOneByOne.UsualWayAsync),
        new("batch", SalesInBulk.ProductAsync),
        new("hashes", LedgerHashes.RunAsync),
        new("partitions", PartitionNumbers.RunAsync),
        new("staged", SalesInBulk.StagedSqlAsync),
        new("stream", SalesByStream.RunAsync),
        new("copy", LedgerCopy.BenchSalesAsync),
        new("import", RealFile.RunAsync),
        new("reads", ProductReads.RunAsync),
        new("lists", ProductLists.RunAsync),
        new("restart", Restart.RunAsync),
        new("cluster", ClusterLoad.RunAsync),
        new("tls", TlsCost.RunAsync),
        new("telemetry", TelemetryCost.RunAsync),
        new("failover", Failover.RunAsync),
        new("attack", MixedAttack.RunAsync),
    ];
}
