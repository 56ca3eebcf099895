using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>The ranking of products, read from the projection tables each time, and cached.</summary>
internal static class ProductLists
{
    private const int Readers = 8;
    private const string Path = "/api/v1/products?sort=-netRevenue";

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run)
    {
        string database = await run.Postgres.CreateDatabaseAsync();
        return
        [
            await MeasureAsync(run, database, "list", "GET /products, 8 connections, read each time", ("ENABLE_CACHING", "false")),
            await MeasureAsync(run, database, "list-cached", "GET /products, 8 connections, cached", ("ENABLE_CACHING", "true")),
        ];
    }

    private static async Task<Measurement> MeasureAsync(
        BenchRun run, string database, string id, string what, (string Name, string Value) caching)
    {
        await using RetailApi api = await RetailApi.StartAsync(database, run.NewFolder(), run.Time, caching);
        await run.SeedAsync(api, BenchRun.FirstSales);
        await api.WhenAsync(progress => progress.Unsaved == 0);
        var window = new LoadWindow();
        Task<LoadTally> loading = ClosedLoop.RunAsync(Readers, window, _ => Gets.OpenAsync(api.Port, Path, CancellationToken.None));
        var (before, after, elapsed) = await window.RunAsync(
            BenchOptions.WarmUp / 2, run.Options.Measured / 2, () => Task.FromResult(run.Cpu(api.Process)), run.Time);
        LoadTally tally = await loading;
        return Measurement.Of(id, what, "reads", tally, elapsed).With(after - before, tally.Done, elapsed);
    }
}
