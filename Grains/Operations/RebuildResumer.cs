using RetailGrains.Failures;
using RetailGrains.Hosting;

namespace RetailGrains.Operations;

/// <summary>Keeps the rebuild grain active, so that a rebuild that was interrupted by the end of a process starts again.</summary>
internal sealed class RebuildResumer(IGrainFactory grains, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.BackgroundTasks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override Task RunOnceAsync(CancellationToken stopping) =>
        grains.GetGrain<IRebuildGrain>(0).StatusAsync().AsTask().WaitAsync(stopping);
}
