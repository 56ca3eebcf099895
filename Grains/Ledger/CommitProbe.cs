using RetailGrains.Failures;
using RetailGrains.Hosting;

namespace RetailGrains.Ledger;

/// <summary>
/// While commits fail and nobody sends anything, asks the store itself whether it can be written again: a process that is not ready gets
/// no transactions that could find it out.
/// </summary>
internal sealed class CommitProbe(ILedgerStore ledger, CommitHealth health, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.BackgroundTasks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>As long as transactions come, their commits are the probe.</summary>
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
