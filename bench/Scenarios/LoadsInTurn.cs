using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>One of several variants of the product that are compared.</summary>
/// <param name="Id">A short name.</param>
/// <param name="What">A description.</param>
/// <param name="Api">The started variant.</param>
internal sealed record Variant(string Id, string What, RetailApi Api);

/// <summary>
/// Measures variants under the same load in many short turns, in alternating order, so that changes of the machine's speed within seconds
/// affect them alike. All variants run all the time, but only one at a time is under load.
/// </summary>
internal static class LoadsInTurn
{
    private const int Turns = 10;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <param name="run">The run.</param>
    /// <param name="variants">The variants.</param>
    /// <param name="load">Applies the load to one of them.</param>
    public static async Task<IReadOnlyList<Measurement>> RunAsync(
        BenchRun run, IReadOnlyList<Variant> variants, Func<RetailApi, LoadWindow, SaleNumbers, Task<LoadTally>> load)
    {
        TurnsOf[] all = [.. variants.Select(variant => new TurnsOf(run, variant, load))];
        foreach (TurnsOf one in all) await one.BeginAsync();
        for (int n = 0; n < Turns; n++)
        {
            foreach (TurnsOf one in n % 2 == 0 ? all : all.Reverse()) await one.TakeAsync(WarmUp, run.Options.Measured / Turns);
        }

        return [.. all.Select(one => one.Result())];
    }

    /// <summary>The turns of one variant.</summary>
    private sealed class TurnsOf(BenchRun run, Variant variant, Func<RetailApi, LoadWindow, SaleNumbers, Task<LoadTally>> load)
    {
        private readonly SaleNumbers _numbers = new(BenchRun.FirstSales);
        private readonly List<LoadTally> _tallies = [];
        private TimeSpan _elapsed;
        private CpuTimes _used;

        public async Task BeginAsync()
        {
            await run.SeedAsync(variant.Api, BenchRun.FirstSales);
            await TakeAsync(BenchOptions.WarmUp, TimeSpan.Zero);
            (_elapsed, _used) = (TimeSpan.Zero, default);
            _tallies.Clear();
        }

        public async Task TakeAsync(TimeSpan warmUp, TimeSpan measured)
        {
            var window = new LoadWindow();
            Task<LoadTally> loading = load(variant.Api, window, _numbers);
            (CpuTimes before, CpuTimes after, TimeSpan elapsed) =
                await window.RunAsync(warmUp, measured, () => Task.FromResult(run.Cpu(variant.Api)), run.Time);
            _tallies.Add(await loading);
            _elapsed += elapsed;
            _used += after - before;
            await variant.Api.WhenDeliveredAsync();
        }

        public Measurement Result()
        {
            LoadTally tally = LoadTally.Sum(_tallies);
            return Measurement.Of(variant.Id, variant.What, "sales", tally, _elapsed).With(_used, tally.Done, _elapsed);
        }
    }
}
