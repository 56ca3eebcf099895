using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Operations;

namespace RetailGrains.Figures;

/// <summary>
/// Knows which generation of the projections is served. Grains that work on an older one give up their activation. Polled, so that every
/// silo comes to know without being told; what matters for correctness is checked by the database at each save.
/// </summary>
internal sealed partial class GenerationWatch(
    IProjectionStore projections, IGrainFactory grains, IOptions<LedgerOptions> options, TimeProvider time, ILogger<GenerationWatch> logger) : BackgroundService
{
    private int _current;

    /// <summary>The newest generation seen; 0 before the first look.</summary>
    public int Current => Volatile.Read(ref _current);

    /// <summary>Looks now.</summary>
    public async ValueTask<int> RefreshAsync(CancellationToken cancel)
    {
        Raise(await projections.GenerationAsync(cancel));
        return Current;
    }

    private void Raise(int served)
    {
        int seen = Current;
        while (served > seen && Interlocked.CompareExchange(ref _current, served, seen) is var found && found != seen) seen = found;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.GenerationPoll, time);
        try
        {
            do
            {
                await TryRefreshAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the silo stops
        }
    }

    private async Task TryRefreshAsync(CancellationToken cancel)
    {
        try
        {
            int served = await projections.GenerationAsync(cancel);
            Raise(served);
            if (served == 0) await grains.GetGrain<IProjectionHealthGrain>(0).RebuildAsync("no generation is served");
        }
        catch (Exception e) when (e is DbException or TimeoutException or IOException or OrleansException)
        {
            LogUnknown(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which generation of the projections is served is not known; looking again")]
    private static partial void LogUnknown(ILogger logger, Exception exception);
}
