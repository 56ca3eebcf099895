using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RetailGrains.Ledger;

/// <summary>
/// Keeps every partition active, so that what a crash left undelivered is delivered without waiting for the next transaction.
/// </summary>
internal sealed partial class PartitionKeeper(LedgerClient ledger, TimeProvider time, ILogger<PartitionKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await Task.WhenAll(ledger.All.Select(PingAsync));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the silo stops
        }
    }

    private async Task PingAsync(ILedgerPartitionGrain partition)
    {
        try
        {
            await partition.StatusAsync();
        }
#pragma warning disable CA1031 // The next round tries again; meanwhile readiness says that it does not answer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSilent(logger, e, partition.GetPrimaryKeyLong());
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition} does not answer")]
    private static partial void LogSilent(ILogger logger, Exception exception, long partition);
}
