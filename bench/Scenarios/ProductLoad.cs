using System.Diagnostics;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>Measures the product under a load of sales: besides rate and latency what it did for them, and when all of it had arrived.</summary>
internal static class ProductLoad
{
    public static async Task<Measurement> RunAsync(
        BenchRun run, RetailApi api, string id, string what, Func<LoadWindow, SaleNumbers, Task<LoadTally>> load)
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

        async Task<(LedgerProgress Ledger, CpuTimes Cpu)> ProbeAsync() => (await api.ProgressAsync(), run.Cpu(api.Process));
    }
}
