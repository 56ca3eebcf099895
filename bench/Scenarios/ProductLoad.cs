using System.Diagnostics;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>
/// Measures the product under a load of sales: rate, latency, the work per sale, and the time until all figures include the sales.
/// </summary>
internal static class ProductLoad
{
    /// <param name="run">The run.</param>
    /// <param name="api">The API under load.</param>
    /// <param name="id">A short name.</param>
    /// <param name="what">A description.</param>
    /// <param name="load">Applies the load.</param>
    /// <param name="probeAsync">Called at the start and the end of the measured time, for additional values.</param>
    public static async Task<Measurement> RunAsync(
        BenchRun run,
        RetailApi api,
        string id,
        string what,
        Func<LoadWindow, SaleNumbers, Task<LoadTally>> load,
        Func<Task>? probeAsync = null)
    {
        await run.SeedAsync(api, BenchRun.FirstSales);
        var window = new LoadWindow();
        Task<LoadTally> loading = load(window, new SaleNumbers(BenchRun.FirstSales));
        var (before, after, elapsed) = await window.RunAsync(BenchOptions.WarmUp, run.Options.Measured, ProbeAsync, run.Time);
        long ended = Stopwatch.GetTimestamp();
        LoadTally tally = await loading;
        await api.WhenDeliveredAsync();
        TimeSpan applied = elapsed + Stopwatch.GetElapsedTime(ended);
        long transactions = after.Ledger.Transactions - before.Ledger.Transactions;
        Measurement measurement = Measurement.Of(id, what, "sales", tally, elapsed) with
        {
            AppliedRate = tally.Done / applied.TotalSeconds,
            Commits = (double)(after.Ledger.Commits - before.Ledger.Commits) / transactions,
            GrainCalls = (double)(after.Ledger.GrainCalls - before.Ledger.GrainCalls) / transactions,
        };
        return measurement.With(after.Cpu - before.Cpu, transactions, elapsed);

        async Task<(LedgerProgress Ledger, CpuTimes Cpu)> ProbeAsync()
        {
            if (probeAsync is not null) await probeAsync();
            return (await api.ProgressAsync(), run.Cpu(api));
        }
    }
}
