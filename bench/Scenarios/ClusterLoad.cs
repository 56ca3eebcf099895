using System.Globalization;
using Npgsql;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>
/// Measures clusters of one, two, three or the requested numbers of silos behind an API, all on this machine. They share its processors, so
/// the results do not show how much faster more silos are. They show the cost of a transaction in each process, from which docs/scaling.md
/// derives a model.
/// </summary>
internal static class ClusterLoad
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run)
    {
        List<Measurement> measurements = [];
        foreach (int silos in run.Options.Silos)
        {
            measurements.Add(await MeasureAsync(
                run,
                silos,
                "single",
                "POST /transactions, 64 connections",
                (api, window, numbers) => SalesOneByOne.Tills(run, api.Port, window, numbers)));
            measurements.Add(await MeasureAsync(
                run,
                silos,
                "batch",
                "POST /transactions/batch, 4 NDJSON streams",
                (api, window, numbers) => run.StreamsAsync(api, window, numbers)));
        }

        return measurements;
    }

    private static async Task<Measurement> MeasureAsync(
        BenchRun run, int silos, string name, string what, Func<RetailApi, LoadWindow, SaleNumbers, Task<LoadTally>> load)
    {
        string database = await run.Postgres.CreateDatabaseAsync();
        await using RetailApi api = await RetailApi.StartClusterAsync(silos, database, run.NewFolder(), run.Time);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(Postgres.ConnectionString(database));
        await using SiloMessages messages = SiloMessages.Of(api.Silos);
        Extra before = default;
        Extra after = default;
        Measurement measured = await ProductLoad.RunAsync(
            run,
            api,
            string.Create(CultureInfo.InvariantCulture, $"{name}-{silos}"),
            string.Create(CultureInfo.InvariantCulture, $"{what}, {silos} silo{(silos == 1 ? "" : "s")}"),
            (window, numbers) => load(api, window, numbers),
            async () => (before, after) = (after, await ExtraAsync(api, source, messages)));
        double transactions = after.Transactions - before.Transactions;
        return measured with
        {
            Messages = (after.Messages - before.Messages) / transactions,
            LogBytes = (after.LogBytes - before.LogBytes) / transactions,
        };
    }

    private static async Task<Extra> ExtraAsync(RetailApi api, NpgsqlDataSource source, SiloMessages messages)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT wal_bytes FROM pg_stat_wal");
        decimal bytes = (decimal)(await command.ExecuteScalarAsync())!;
        return new Extra((await api.ProgressAsync()).Transactions, messages.Sent, (double)bytes);
    }

    private readonly record struct Extra(long Transactions, long Messages, double LogBytes);
}
