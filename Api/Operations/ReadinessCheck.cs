using RetailGrains.Failures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Operations;

namespace RetailGrains.Api.Operations;

/// <summary>Checks everything that a process needs to serve requests, concurrently and with a short timeout.</summary>
internal sealed class ReadinessCheck(
    IRetailDatabase database, LedgerClient ledger, IGrainFactory grains, FailureMonitor own, TimeProvider time)
{
    // Probes repeat every few seconds and do not wait long.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);

    public async Task<ReadinessFacts> TakeAsync(CancellationToken cancel)
    {
        Task<DatabaseState?> state = AskAsync(() => database.StateAsync(cancel), cancel);
        Task<PartitionStatus?[]> partitions = Task.WhenAll(ledger.All.Select(one => AskAsync(() => one.StatusAsync().AsTask(), cancel)));
        Task<RebuildStatus?> rebuild = AskAsync(() => grains.GetGrain<IRebuildGrain>(0).StatusAsync().AsTask(), cancel);
        Task<ProjectionHealth?> health = AskAsync(() => grains.GetGrain<IProjectionHealthGrain>(0).StatusAsync().AsTask(), cancel);
        return new ReadinessFacts(
            await state, await partitions, await rebuild, (await health)?.Degraded ?? [], own.Problems(critical: false));
    }

    /// <summary>The answer; null when there is none in time.</summary>
    private async Task<T?> AskAsync<T>(Func<Task<T>> call, CancellationToken cancel)
        where T : class
    {
        try
        {
            return await call().WaitAsync(CallTimeout, time, cancel);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
