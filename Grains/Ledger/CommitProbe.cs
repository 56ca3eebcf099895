using RetailGrains.Failures;
using RetailGrains.Hosting;

namespace RetailGrains.Ledger;

/// <summary>
/// Probes whether the store is writable again, while commits fail and no transactions arrive. A process that is not ready receives no
/// transactions, so their commits cannot reveal the recovery.
/// </summary>
internal sealed class CommitProbe(ILedgerStore ledger, CommitHealth health, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.BackgroundTasks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>While transactions arrive, their commits are the probe.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        if (!health.IsFailing || health.SinceLastAttempt < Idle) return;
        try
        {
            await ledger.ProbeAsync(stopping);
            health.OnSucceeded();
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            health.OnFailed(e);
        }
    }
}
