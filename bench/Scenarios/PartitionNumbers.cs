using System.Globalization;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>
/// The cost of more ledger partitions: single sales and NDJSON streams, with a new database for each load and number of partitions.
/// </summary>
internal static class PartitionNumbers
{
    private static readonly int[] Numbers = [16, 64, 256, 1_024];

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run)
    {
        List<Measurement> measurements = [];
        foreach (int partitions in Numbers)
        {
            measurements.Add(await MeasureAsync(
                run, partitions, "single", "POST /transactions, 64 connections",
                (api, window, numbers) => SalesOneByOne.Tills(run, api.Port, window, numbers)));
        }

        foreach (int partitions in Numbers)
        {
            measurements.Add(await MeasureAsync(
                run, partitions, "batch", "POST /transactions/batch, 4 NDJSON streams",
                (api, window, numbers) => run.StreamsAsync(api, window, numbers)));
        }

        return measurements;
    }

    private static async Task<Measurement> MeasureAsync(
        BenchRun run, int partitions, string name, string what, Func<RetailApi, LoadWindow, SaleNumbers, Task<LoadTally>> load)
    {
        string database = await run.Postgres.CreateDatabaseAsync(partitions);
        await using RetailApi api = await RetailApi.StartAsync(database, run.NewFolder(), run.Time);
        return await ProductLoad.RunAsync(
            run,
            api,
            string.Create(CultureInfo.InvariantCulture, $"{name}-{partitions}-partitions"),
            string.Create(CultureInfo.InvariantCulture, $"{what}, {partitions} partitions"),
            (window, numbers) => load(api, window, numbers));
    }
}
