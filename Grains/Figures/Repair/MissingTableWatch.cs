using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Operations;

namespace RetailGrains.Figures.Repair;

/// <summary>
/// Checks for a dropped projection table while saves, checkpoints or deliveries fail. If one is missing, it creates the table again and
/// starts a rebuild of all projections.
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
        await grains.GetGrain<IProjectionHealthGrain>(0).RebuildAsync(
            $"missing: {string.Join(", ", missing)}").AsTask().WaitAsync(stopping);
    }
}
