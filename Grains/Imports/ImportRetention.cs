using Microsoft.Extensions.Options;
using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>
/// Deletes imports that ended long ago, with their rejects. Every silo does so: an import that is already deleted is not an error.
/// </summary>
internal sealed class ImportRetention(
    IGrainFactory grains, IImportStore store, IOptions<ImportOptions> options, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.BackgroundTasks, Interval, failures, time)
{
    private const int AtATime = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        DateTime before = Time.GetUtcNow().UtcDateTime - options.Value.Retention;
        string? first = null;
        // Stops when the first import could not be deleted; the next round retries it.
        while (await store.ExpiredAsync(before, AtATime, stopping) is { Count: > 0 } expired && expired[0] != first)
        {
            first = expired[0];
            foreach (string importId in expired) await grains.GetImport(importId).ForgetAsync();
        }
    }
}
