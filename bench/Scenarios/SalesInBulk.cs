using Npgsql;
using RetailGrains.Bench.Alternatives;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>Many sales from few producers: the product's NDJSON streams, and staged SQL.</summary>
internal static class SalesInBulk
{
    public static async Task<IReadOnlyList<Measurement>> ProductAsync(BenchRun run)
    {
        await using RetailApi api = await run.StartOnPostgresAsync();
        return
        [
            await ProductLoad.RunAsync(
                run, api, "batch", "POST /transactions/batch, 4 NDJSON streams",
                (window, numbers) => run.StreamsAsync(api, window, numbers)),
        ];
    }

    public static async Task<IReadOnlyList<Measurement>> StagedSqlAsync(BenchRun run)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(Postgres.ConnectionString(await TotalsDatabase.CreateAsync(run)));
        var numbers = new SaleNumbers(BenchRun.FirstSales);
        var window = new LoadWindow();
        Task<LoadTally> loading = ClosedLoop.RunAsync(
            BenchRun.Producers, window, _ => StagedSales.OpenAsync(source, run.Pool, numbers, CancellationToken.None));
        var (before, after, elapsed) = await window.RunAsync(
            BenchOptions.WarmUp, run.Options.Measured, () => Task.FromResult(run.Cpu(server: null)), run.Time);
        LoadTally tally = await loading;
        return
        [
            Measurement.Of("staged", "staged SQL, 1,000 sales a transaction, 4 connections", "sales", tally, elapsed)
                .With(after - before, tally.Done, elapsed) with { Commits = 1 / 1_000.0 },
        ];
    }
}
