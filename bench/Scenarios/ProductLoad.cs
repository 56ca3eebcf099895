using System.Diagnostics;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>Measures the product under a load of sales: besides rate and latency what it did for them, and when all of it had arrived.</summary>
internal static class ProductLoad
{
    /// <param name="run">Of this.</param>
    /// <param name="api">Under load.</param>
    /// <param name="id">Short name.</param>
    /// <param name="what">In words.</param>
    /// <param name="load">Applies it.</param>
    /// <param name="probeAsync">Called at both ends of the measured time, for what else is to be measured.</param>
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
        TimeSpan settled = elapsed + Stopwatch.GetElapsedTime(ended);
        long transactions = after.Ledger.Transactions - before.Ledger.Transactions;
        Measurement measurement = Measurement.Of(id, what, "sales", tally, elapsed) with
        {
            SettledRate = tally.Done / settled.TotalSeconds,
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
