using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RetailGrains.Operations;

/// <summary>Keeps the rebuild's grain active, so that a rebuild that the end of a process cut off begins again.</summary>
internal sealed partial class RebuildResumer(IGrainFactory grains, TimeProvider time, ILogger<RebuildResumer> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await TryResumeAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the silo stops
        }
    }

    private async Task TryResumeAsync(CancellationToken cancel)
    {
        try
        {
            await grains.GetGrain<IRebuildGrain>(0).StatusAsync();
        }
#pragma warning disable CA1031 // The next round tries again.
        catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNotResumed(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The rebuild's status is not known; asking again")]
    private static partial void LogNotResumed(ILogger logger, Exception exception);
}
