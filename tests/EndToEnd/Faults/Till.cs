using System.Diagnostics;

namespace RetailGrains.Tests.EndToEnd.Faults;

/// <summary>A till that sends a few sales a second, one after the other, and retries refused sales, until it is stopped.</summary>
internal sealed class Till : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private volatile bool _abandoned;
    private readonly Task _work;
    private long _slowestRefusal;

    private Till(Func<RetailClient> client, SentSales sent, string prefix) => _work = Task.Run(() => SendAsync(client, sent, prefix));

    /// <summary>The duration of the slowest refusal.</summary>
    public TimeSpan SlowestRefusal => new(Interlocked.Read(ref _slowestRefusal));

    public static Till Start(RetailClient client, SentSales sent, string prefix) => new(() => client, sent, prefix);

    /// <summary>Stops the till when its current sale has been acknowledged; throws if any answer was wrong.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    /// <summary>Stops the till even if its current sale is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _abandoned = true;
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task SendAsync(Func<RetailClient> client, SentSales sent, string prefix)
    {
        for (int n = 0; !_stop.IsCancellationRequested; n++)
        {
            Sale sale = Sale.Number(prefix, n);
            while (!_abandoned)
            {
                long start = Stopwatch.GetTimestamp();
                if (await sent.SendAsync(client(), sale)) break;
                long taken = Stopwatch.GetElapsedTime(start).Ticks;
                if (taken > SlowestRefusal.Ticks) Interlocked.Exchange(ref _slowestRefusal, taken);
                await Eventually.PauseAsync(Pause);
            }

            await Eventually.PauseAsync(Pause);
        }
    }
}
