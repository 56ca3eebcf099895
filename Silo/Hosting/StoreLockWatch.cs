using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailGrains.Ledger;

namespace RetailGrains.Silo.Hosting;

/// <summary>Stops this process in order, with exit code 1, when another process has taken over its store.</summary>
internal sealed partial class StoreLockWatch(
    RetailStore store, ProgramExit exit, IHostApplicationLifetime lifetime, ILogger<StoreLockWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            string other = await store.Lock!.WatchAsync(logger, stoppingToken);
            LogTakenOver(logger, other);
            exit.Code = Started.Failed;
            lifetime.StopApplication();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the process is stopping
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Another process took the lock while the connection was lost; exiting. {Other}")]
    private static partial void LogTakenOver(ILogger logger, string other);
}
