using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>Single sales with an unused web console in the API's process, and without it.</summary>
internal static class ConsoleCost
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run)
    {
        await using RetailApi with = await StartAsync(run, hasConsole: true);
        await using RetailApi without = await StartAsync(run, hasConsole: false);
        return await LoadsInTurn.RunAsync(
            run,
            [
                new Variant("console", "POST /transactions, 64 connections, console hosted", with),
                new Variant("console-none", "the same, ENABLE_CONSOLE=false", without),
            ],
            (api, window, numbers) => SalesOneByOne.Tills(run, api.Port, window, numbers));
    }

    private static async Task<RetailApi> StartAsync(BenchRun run, bool hasConsole) => await RetailApi.StartAsync(
        await run.Postgres.CreateDatabaseAsync(), run.NewFolder(), run.Time, ("ENABLE_CONSOLE", hasConsole ? "true" : "false"));
}
