using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>Single sales with the web console in the API's process, which nobody opens, and without it.</summary>
internal static class ConsoleCost
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run) =>
    [
        await MeasureAsync(run, "console", "POST /transactions, 64 connections, console hosted", hasConsole: true),
        await MeasureAsync(run, "console-none", "the same, ENABLE_CONSOLE=false", hasConsole: false),
    ];

    private static async Task<Measurement> MeasureAsync(BenchRun run, string id, string what, bool hasConsole)
    {
        string database = await run.Postgres.CreateDatabaseAsync();
        await using RetailApi api = await RetailApi.StartAsync(
            database, run.NewFolder(), run.Time, ("ENABLE_CONSOLE", hasConsole ? "true" : "false"));
        return await ProductLoad.RunAsync(
            run, api, id, what, (window, numbers) => SalesOneByOne.Tills(run, api.Port, window, numbers));
    }
}
