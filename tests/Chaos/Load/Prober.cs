using System.Diagnostics;
using System.Text.Json;
using RetailGrains.Tests.Chaos.Check;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>
/// Sends ten probes a second: each writes to every partition, and reads the figures of the chain, a store and a product. The time between
/// two successful probes is time without service.
/// </summary>
internal sealed class Prober(
    string name, SaleMaker maker, Sender sender, ApiClient api, SentBook book, Reviser reviser, Traffic traffic, Violations violations)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Paths =
        ["/summary", $"/stores/{Uri.EscapeDataString(SaleMaker.BusyStore)}", $"/products/{SaleMaker.BusyProduct}"];

    private readonly Lock _lock = new();
    private long _lastGood = Stopwatch.GetTimestamp();
    private TimeSpan _longest;
    private int _good;
    private int _made;

    /// <summary>Successful probes.</summary>
    public int Good => Volatile.Read(ref _good);

    public async Task RunAsync(CancellationToken stop)
    {
        do
        {
            if (await ProbeAsync()) NoteGood();
        }
        while (await Rest.ForAsync(Pause, stop));
    }

    /// <summary>Resets the longest time without service before a new fault.</summary>
    public void Forget()
    {
        lock (_lock) _longest = TimeSpan.Zero;
    }

    /// <summary>The longest time between two successful probes since <see cref="Forget"/>.</summary>
    public TimeSpan Longest
    {
        get
        {
            lock (_lock) return _longest;
        }
    }

    private void NoteGood()
    {
        lock (_lock)
        {
            long now = Stopwatch.GetTimestamp();
            TimeSpan gap = Stopwatch.GetElapsedTime(_lastGood, now);
            if (gap > _longest) _longest = gap;
            _lastGood = now;
            _good++;
        }
    }

    private async Task<bool> ProbeAsync()
    {
        Task<bool>[] parts = [WriteAsync(), .. Paths.Select(ReadAsync)];
        return (await Task.WhenAll(parts)).All(good => good);
    }

    private async Task<bool> WriteAsync() => (await sender.SendAsync(OnePerPartition())).Count == 0;

    private async Task<bool> ReadAsync(string path)
    {
        int acknowledged = book.Acknowledged;
        Reply reply = await api.GetAsync(path);
        if (!traffic.Sort($"GET {path}", reply, 200, 404)) return false;
        if (reply.Status == 404 || path != Paths[0]) return true;
        // The chain must include every transaction that was acknowledged before the request, and none that is not sent yet. An annulment
        // removes one transaction, and a void of today adds one; a correction does both at once.
        JsonElement totals = reply.Json.GetProperty("totals");
        long transactions = totals.GetProperty("transactions").GetInt64();
        int sent = book.Sales.Count;
        if (transactions < acknowledged - reviser.Annulments || transactions > sent + reviser.Returns)
            violations.Add($"The chain had {transactions} transactions when {acknowledged} were acknowledged and {sent} sent");
        return true;
    }

    private List<Sale> OnePerPartition()
    {
        var sales = new Dictionary<int, Sale>();
        while (sales.Count < LedgerRules.Partitions)
        {
            Sale sale = maker.Make(name, _made++);
            sales.TryAdd(LedgerRules.PartitionOf(sale.TransactionId), sale);
        }

        return [.. sales.Values];
    }
}
