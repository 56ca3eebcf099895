using Microsoft.Extensions.DependencyInjection;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;
using RetailGrains.Ledger;

namespace RetailGrains.Bench.Scenarios;

/// <summary>
/// Writes only the ledger's rows, through the product's store, in groups of 500. The rate is the upper limit of recording.
/// </summary>
internal static class LedgerCopy
{
    private const int Lanes = 4;
    private const int Group = 500;

    public static async Task<IReadOnlyList<Measurement>> BenchSalesAsync(BenchRun run)
    {
        var numbers = new SaleNumbers();
        return [await RunAsync(run, "copy", "COPY of the ledger's rows alone, groups of 500", NextGroup)];

        SaleTransaction[] NextGroup()
        {
            long first = numbers.Take(Group);
            return [.. Enumerable.Range(0, Group).Select(i => run.Pool.Sale(first + i))];
        }
    }

    /// <summary>Writes groups for the duration of a measurement. The result includes the lines per second.</summary>
    public static async Task<Measurement> RunAsync(BenchRun run, string id, string what, Func<SaleTransaction[]> nextGroup)
    {
        await using RetailStore store = await Postgres.OpenStoreAsync(await run.Postgres.CreateDatabaseAsync());
        await using ServiceProvider services = new ServiceCollection().AddRetailStore(store).BuildServiceProvider();
        var ledger = services.GetRequiredService<ILedgerStore>();
        var sequences = new long[store.Layout.Partitions];
        var window = new LoadWindow();
        long lines = 0;
        Task<LoadTally> loading = ClosedLoop.RunAsync(
            Lanes, window,
            _ => Task.FromResult<ILoadClient>(new Lane(ledger, () => Entries(nextGroup(), sequences, run.Time), CountLines)));
        var (before, after, elapsed) = await window.RunAsync(
            BenchOptions.WarmUp, run.Options.Measured, () => Task.FromResult(run.Cpu(server: null)), run.Time);
        LoadTally tally = await loading;
        return Measurement.Of(id, what, "sales", tally, elapsed).With(after - before, tally.Done, elapsed) with
        {
            LinesPerSecond = lines / elapsed.TotalSeconds,
            Commits = 1.0 / Group,
        };

        void CountLines(LedgerEntry[] written)
        {
            if (window.Measuring) Interlocked.Add(ref lines, written.Sum(entry => entry.Lines.Length));
        }
    }

    private static LedgerEntry[] Entries(SaleTransaction[] sales, long[] sequences, TimeProvider time)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return Array.ConvertAll(sales, sale =>
        {
            int partition = Position.PartitionOf(sale.TransactionId, sequences.Length);
            var position = new Position(partition, Interlocked.Increment(ref sequences[partition]));
            var at = new DateTimeOffset(sale.Time.Wall, TimeSpan.Zero);
            return new LedgerEntry(position, sale.TransactionId, sale.StoreId, sale.CustomerId, at, sale.Kind, sale.Lines, now);
        });
    }

    private sealed class Lane(ILedgerStore ledger, Func<LedgerEntry[]> next, Action<LedgerEntry[]> written) : ILoadClient
    {
        public async ValueTask<int> DoAsync()
        {
            LedgerEntry[] entries = next();
            await ledger.AppendAsync(entries, CancellationToken.None);
            written(entries);
            return entries.Length;
        }

        public void Dispose()
        {
            // The caller that opened the store closes it.
        }
    }
}
