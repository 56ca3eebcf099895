using System.Globalization;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;
using RetailGrains.Tests.Support;

namespace RetailGrains.Bench.Scenarios;

/// <summary>The cost of TLS between the processes of a cluster: the same load with and without it, one after the other.</summary>
internal static class TlsCost
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run)
    {
        using var authority = new TestAuthority();
        List<Measurement> measurements = [];
        foreach (TestAuthority? issuer in new[] { null, authority })
        {
            measurements.Add(await MeasureAsync(
                run, issuer, "single", (api, window, numbers) => SalesOneByOne.Tills(run, api.Port, window, numbers)));
            measurements.Add(await MeasureAsync(run, issuer, "batch", (api, window, numbers) => run.StreamsAsync(api, window, numbers)));
        }

        return measurements;
    }

    private static async Task<Measurement> MeasureAsync(
        BenchRun run, TestAuthority? issuer, string name, Func<RetailApi, LoadWindow, SaleNumbers, Task<LoadTally>> load)
    {
        int silos = run.Options.Silos.Max();
        string database = await run.Postgres.CreateDatabaseAsync();
        await using RetailApi api = await RetailApi.StartClusterAsync(silos, database, run.NewFolder(), run.Time, authority: issuer);
        string how = issuer is null ? "without TLS" : "with TLS";
        return await ProductLoad.RunAsync(
            run,
            api,
            $"{(issuer is null ? "plain" : "tls")}-{name}",
            string.Create(CultureInfo.InvariantCulture, $"{name} sales {how} between {silos} silos and the API"),
            (window, numbers) => load(api, window, numbers));
    }
}
