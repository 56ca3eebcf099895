using System.Text.Json;
using RetailGrains.Tests.Chaos.Check;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>
/// A customer that buys, and then reads figures with the position of the purchase. Only this session uses the customer, so it knows the
/// exact figures of the customer; of shared figures it knows that they never decrease.
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
            // Each read is made until it is answered: only what it has seen before binds what it may see later.
            await ReadOwnAsync(position, stop);
            await ReadAsync($"/stores/{Uri.EscapeDataString(SaleMaker.BusyStore)}", position, stop);
            await ReadAsync($"/products/{SaleMaker.BusyProduct}", position, stop);
            await ReadAsync("/summary", position, stop);
            await Rest.ForAsync(pause, stop);
        }
    }

    /// <summary>Every sale of this customer has been acknowledged to this session, and it used the last one's position.</summary>
    private async Task ReadOwnAsync(string position, CancellationToken stop)
    {
        if (await UntilAnsweredAsync($"/customers/{Uri.EscapeDataString(name)}", position, stop) is not { } figures) return;
        if (figures != _own) violations.Add($"{name} read at {position} {figures}, and had written {_own}");
    }

    private async Task ReadAsync(string path, string position, CancellationToken stop)
    {
        if (await UntilAnsweredAsync(path, position, stop) is not { } figures) return;
        Figures before = _seen.GetValueOrDefault(path);
        // Elsewhere annulments make the chain's figures smaller. The prober checks them.
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
            // No customer has bought there yet, but the customer of this session has just bought.
            if (reply.Status == 404 && !_seen.ContainsKey(path) && !path.StartsWith("/customers", StringComparison.Ordinal)) return null;
            if (!traffic.Sort($"GET {path}", reply, 200)) continue;
            Interlocked.Increment(ref _reads);
            return Figures.Of(reply.Json.GetProperty("totals"));
        }
        while (await Rest.ForAsync(RetryPause, stop));
        return null;
    }
}
