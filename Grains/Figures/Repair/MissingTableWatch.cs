using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Ledger.Schema;
using RetailGrains.Operations;

namespace RetailGrains.Figures.Repair;

/// <summary>
/// While saves, checkpoints or deliveries fail, looks whether a table of the projections is missing: somebody dropped it. Then all
/// projections are rebuilt, and the table is made again first.
/// </summary>
internal sealed class MissingTableWatch(
    IRetailDatabase database, IGrainFactory grains, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.BackgroundTasks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ComponentFailures[] _users =
        [failures.Of(Components.ProjectionSaves), failures.Of(Components.Checkpoints), failures.Of(Components.Deliveries)];

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        if (!Array.Exists(_users, user => user.IsFailing)) return;
        IReadOnlyList<string> missing = await database.MissingProjectionTablesAsync(stopping);
        if (missing.Count == 0) return;
        await grains.GetGrain<IProjectionHealthGrain>(0).RebuildAsync($"missing: {string.Join(", ", missing)}").AsTask().WaitAsync(stopping);
    }
}
