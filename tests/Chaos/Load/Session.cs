using System.Text.Json;
using RetailGrains.Tests.Chaos.Check;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>
/// A customer that buys, and then reads figures with the position of the purchase. Only this session uses the customer, so it knows the
/// customer's exact figures. Shared figures must never decrease.
/// </summary>
internal sealed class Session(
    string name, SaleMaker maker, Sender sender, ApiClient api, Traffic traffic, Violations violations, TimeSpan pause)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, Figures> _seen = [];
    private Figures _own;
    private int _reads;

    /// <summary>Reads that were checked.</summary>
    public int Reads => _reads;

    public async Task RunAsync(CancellationToken stop)
    {
        for (int n = 0; !stop.IsCancellationRequested; n++)
        {
            Sale sale = maker.Make(name, n, customer: name);
            string? position;
            while ((position = await sender.SendAsync(sale)) is null && await Rest.ForAsync(RetryPause, stop))
            {
            }

            if (position is null) return;
            _own = _own.With(sale, sale.Lines);
            // Each read is retried until it is answered. It is compared only with what this session has read before.
            await ReadOwnAsync(position, stop);
            await ReadAsync($"/stores/{Uri.EscapeDataString(SaleMaker.BusyStore)}", position, stop);
            await ReadAsync($"/products/{SaleMaker.BusyProduct}", position, stop);
            await ReadAsync("/summary", position, stop);
            await Rest.ForAsync(pause, stop);
        }
    }

    /// <summary>
    /// All sales of this customer are acknowledged, and the read has the last one's position, so the figures must match exactly.
    /// </summary>
    private async Task ReadOwnAsync(string position, CancellationToken stop)
    {
        if (await UntilAnsweredAsync($"/customers/{Uri.EscapeDataString(name)}", position, stop) is not { } figures) return;
        if (figures != _own) violations.Add($"{name} read at {position} {figures}, and had written {_own}");
    }

    private async Task ReadAsync(string path, string position, CancellationToken stop)
    {
        if (await UntilAnsweredAsync(path, position, stop) is not { } figures) return;
        Figures before = _seen.GetValueOrDefault(path);
        // Annulments in other stores reduce the chain's figures. The prober checks them.
        if (path == "/summary") return;
        if (figures.Transactions < before.Transactions || figures.Lines < before.Lines || figures.Gross < before.Gross
            || figures.Reductions > before.Reductions || figures.Returns < before.Returns)
        {
            violations.Add($"{name} read {path} at {position} as {figures}, and before as {before}");
        }

        _seen[path] = figures;
    }

    private async Task<Figures?> UntilAnsweredAsync(string path, string position, CancellationToken stop)
    {
        do
        {
            Reply reply = await api.GetAsync(path, position);
            // The store or product may not have any sales yet, but this session's customer has.
            if (reply.Status == 404 && !_seen.ContainsKey(path) && !path.StartsWith("/customers", StringComparison.Ordinal)) return null;
            if (!traffic.Sort($"GET {path}", reply, 200)) continue;
            Interlocked.Increment(ref _reads);
            return Figures.Of(reply.Json.GetProperty("totals"));
        }
        while (await Rest.ForAsync(RetryPause, stop));
        return null;
    }
}
