using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Ledger.Erasure;

namespace RetailGrains.Erasure;

/// <summary>Continues erasures that the end of a process has interrupted.</summary>
internal sealed class ErasureResumer(IGrainFactory grains, IErasureStore store, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.BackgroundTasks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        if ((await store.PendingAsync(stopping)).Count > 0) await grains.GetGrain<IErasureGrain>(0).ResumeAsync();
    }
}
