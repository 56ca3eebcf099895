using RetailGrains.Failures;
using RetailGrains.Hosting;

namespace RetailGrains.Operations;

/// <summary>
/// Ensures on every silo that the scheduled reconciliation has its reminder, and copies the last result into this silo's metrics, so that
/// they survive the loss of the silo that ran the check.
/// </summary>
internal sealed class ReconciliationWatch(IGrainFactory grains, ReconciliationMeter meter, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.BackgroundTasks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        IReconciliationGrain reconciliation = grains.GetGrain<IReconciliationGrain>(0);
        await reconciliation.EnsureScheduledAsync().WaitAsync(stopping);
        meter.Observed(await reconciliation.StatusAsync().AsTask().WaitAsync(stopping));
    }
}
