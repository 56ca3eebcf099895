using RetailGrains.Failures;
using RetailGrains.Figures;
using RetailGrains.Hosting;

namespace RetailGrains.Operations;

/// <summary>
/// Keeps the rebuild grain active, so that a rebuild that was interrupted by the end of a process starts again, and copies the state of the
/// projections into this silo's metrics.
/// </summary>
internal sealed class RebuildResumer(IGrainFactory grains, FigureMeter meter, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.BackgroundTasks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        try
        {
            RebuildStatus rebuild = await grains.GetGrain<IRebuildGrain>(0).StatusAsync().AsTask().WaitAsync(stopping);
            ProjectionHealth health = await grains.GetGrain<IProjectionHealthGrain>(0).StatusAsync().AsTask().WaitAsync(stopping);
            double progress = rebuild.Running && rebuild.Total > 0 ? Math.Min(1, (double)rebuild.Replayed / rebuild.Total) : 0;
            meter.Observed(new FigureMeter.ProjectionState(rebuild.Generation, rebuild.Running, progress, health.DamagedCount));
        }
        catch
        {
            meter.Observed(null);
            throw;
        }
    }
}
