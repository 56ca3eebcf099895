using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>Has imports go on that the end of a process cut off, or that were uploaded and never begun.</summary>
internal sealed partial class ImportResumer(
    IGrainFactory grains, IImportStore store, TimeProvider time, ILogger<ImportResumer> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await ResumeAllAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the silo stops
        }
    }

    private async Task ResumeAllAsync(CancellationToken cancel)
    {
        try
        {
            foreach (ImportFile file in await store.UnfinishedAsync(cancel)) await grains.GetImport(file.ImportId).ResumeAsync();
        }
#pragma warning disable CA1031 // The next round tries again.
        catch (Exception e) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNotResumed(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unfinished imports could not be looked after")]
    private static partial void LogNotResumed(ILogger logger, Exception exception);
}
