using RetailGrains.Api.Audit;
using RetailGrains.Demo;
using RetailGrains.Ledger;
using RetailGrains.Products;
using RetailGrains.Stores;
using Spectre.Console;

namespace RetailGrains.Api.Commands;

/// <summary>Writes the demo's chain to the catalogue and records its sales on the normal path.</summary>
internal sealed class DemoCommand(
    IGrainFactory grains, LedgerClient ledger, ILedgerStore store, AuditTrail auditTrail, TimeProvider time, IAnsiConsole console)
{
    public const int DefaultCount = 20_000;
    public const int MaxSales = 5_000_000;

    private const int Seed = 20_101_201;
    private const int BatchSize = 500;
    private const int BatchesInFlight = 4;
    private const int ProductsAtATime = 200;

    public async Task RunAsync(int count, CancellationToken cancel)
    {
        DateOnly until = await UntilAsync(cancel);
        long start = time.GetTimestamp();
        SendTally sent = default;
        await console.Progress().StartAsync(async progress =>
        {
            await DescribeAsync(progress.AddTask("Catalogue"), cancel);
            sent = await SendAsync(DemoSales.Generate(Seed, count, until), progress.AddTask("Sales", maxValue: count), cancel);
        });
        TimeSpan taken = time.GetElapsedTime(start);
        console.Print($"{count:N0} demo sales in {taken.TotalSeconds:N1} s: {sent.Recorded:N0} recorded, "
            + $"{sent.Duplicates:N0} duplicates, {sent.Conflicts:N0} conflicts.");
        if (sent.Conflicts > 0)
            console.Print("The ledger has demo sales of an earlier version. Use an empty RETAIL_HOME to record these.");
        else if (sent.Recorded == 0) console.Print("All were already in the ledger: nothing was counted twice.");
    }

    /// <summary>
    /// The demo's sales end today. If the ledger already has some, their date is used, because otherwise the same sales would have other
    /// times.
    /// </summary>
    private async Task<DateOnly> UntilAsync(CancellationToken cancel)
    {
        string first = DemoSales.IdOf(1);
        IReadOnlyDictionary<string, LedgerEntry> found = await store.FindAsync([first], cancel);
        return found.TryGetValue(first, out LedgerEntry? entry)
            ? DemoSales.UntilOf(entry.BusinessDate)
            : DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
    }

    /// <summary>Stores come before sales, because their time zones determine business dates.</summary>
    private async Task DescribeAsync(ProgressTask progress, CancellationToken cancel)
    {
        progress.MaxValue = DemoCatalogue.Stores.Count + DemoCatalogue.Products.Count;
        await WriteAsync("stores", DemoCatalogue.Stores, its => grains.GetGrain<IStoreGrain>(its.Id).DescribeAsync(its.Description));
        foreach (DemoProduct[] some in DemoCatalogue.Products.Chunk(ProductsAtATime))
            await WriteAsync("products", some, its => grains.GetGrain<IProductGrain>(its.Id).DescribeAsync(its.Description));

        Task WriteAsync<T>(string what, IReadOnlyCollection<T> entries, Func<T, Task> writeAsync) => auditTrail.RunAsync(
            "demo.catalogue",
            what,
            detail: null,
            async () =>
            {
                await Task.WhenAll(entries.Select(writeAsync));
                progress.Increment(entries.Count);
                return StatusCodes.Status200OK;
            },
            status => status,
            cancel);
    }

    private async Task<SendTally> SendAsync(IEnumerable<SaleTransaction> sales, ProgressTask progress, CancellationToken cancel)
    {
        SendTally tally = default;
        Queue<Task<SendTally>> inFlight = new();
        foreach (SaleTransaction[] batch in sales.Chunk(BatchSize))
        {
            if (inFlight.Count == BatchesInFlight) tally += await inFlight.Dequeue();
            inFlight.Enqueue(SendBatchAsync(batch));
        }

        foreach (SendTally rest in await Task.WhenAll(inFlight)) tally += rest;
        return tally;

        async Task<SendTally> SendBatchAsync(SaleTransaction[] batch)
        {
            SendTally sent = await ledger.AppendAllAsync(batch, cancel);
            progress.Increment(batch.Length);
            return sent;
        }
    }
}
