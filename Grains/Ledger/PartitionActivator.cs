using RetailGrains.Failures;
using RetailGrains.Hosting;

namespace RetailGrains.Ledger;

/// <summary>
/// Keeps every partition active, so that entries left undelivered by a crash are delivered without waiting for the next transaction.
/// </summary>
internal sealed class PartitionActivator(LedgerClient ledger, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.PartitionPings, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override Task RunOnceAsync(CancellationToken stopping) =>
        Task.WhenAll(ledger.All.Select(partition => partition.StatusAsync().AsTask().WaitAsync(stopping)));
}
