using RetailGrains.Bench.Alternatives;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>One sale per POST from 64 clients: the product, and the usual way.</summary>
internal static class SalesOneByOne
{
    public static async Task<IReadOnlyList<Measurement>> ProductAsync(BenchRun run)
    {
        await using RetailApi api = await run.StartOnPostgresAsync();
        return [await ProductLoad.RunAsync(run, api, "single", "POST /transactions, 64 "
            + "connections", (window, numbers) => Tills(run, api.Port, window, numbers))];
    }

    /// <summary>The product without tokens and limits, to measure their cost.</summary>
    public static async Task<IReadOnlyList<Measurement>> UnguardedAsync(BenchRun run)
    {
        string database = await run.Postgres.CreateDatabaseAsync();
        await using RetailApi api = await RetailApi.StartUnguardedAsync(database, run.NewFolder(), run.Time);
        return [await ProductLoad.RunAsync(
            run, api, "single-open", "the same, no token required, no limits",
            (window, numbers) => Tills(run, api.Port, window, numbers))];
    }

    public static async Task<IReadOnlyList<Measurement>> UsualWayAsync(BenchRun run)
    {
        string database = await TotalsDatabase.CreateAsync(run);
        string folder = Directory.CreateDirectory(run.NewFolder()).FullName;
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = database, ["DOTNET_gcServer"] = "1" };
        await using ChildProcess server = ChildProcess.Start("RetailGrains.Bench", [UsualWay.Verb], environment, folder);
        await server.WhenReadyAsync("ready", run.Time);
        var window = new LoadWindow();
        Task<LoadTally> loading = Tills(run, server.Port, window, new SaleNumbers(BenchRun.FirstSales));
        var (before, after, elapsed) = await window.RunAsync(
            BenchOptions.WarmUp, run.Options.Measured, () => Task.FromResult(run.Cpu(server)), run.Time);
        LoadTally tally = await loading;
        return
        [
            Measurement.Of("usual", "the same, a SQL transaction per sale", "sales", tally, elapsed).With(
                after - before, tally.Done, elapsed)
                with { Commits = 1 },
        ];
    }

    /// <summary>The load of this scenario.</summary>
    public static Task<LoadTally> Tills(BenchRun run, int port, LoadWindow window, SaleNumbers numbers) =>
        ClosedLoop.RunAsync(BenchRun.Tills, window, _ => SinglePosts.OpenAsync(port, run.Pool, numbers, CancellationToken.None));
}
