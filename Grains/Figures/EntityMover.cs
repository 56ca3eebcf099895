using Orleans.Runtime;
using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Membership;

namespace RetailGrains.Figures;

/// <summary>
/// Moves stores, products and customers to the silo that they belong to after silos have joined or left, a few at a time: each is saved,
/// loaded and caught up. Until an entity has moved, it is called where it is.
/// </summary>
internal sealed class EntityMover(
    LocalEntities entities,
    EntityPlacement placement,
    ActiveSilos active,
    ILocalSiloDetails local,
    FailureMonitor failures,
    TimeProvider time) : PeriodicService(Components.BackgroundTasks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A silo that joins gets its partitions first, after two seconds, because callers wait for them.</summary>
    private static readonly TimeSpan StabilizationDelay = TimeSpan.FromSeconds(5);

    /// <summary>Maximum number of entities that are examined per interval; it bounds the processor time on a silo with many.</summary>
    private const int MaxExamined = 20_000;

    private const int MaxMoved = 500;

    private IEnumerator<FigureGrain>? _round;

    protected override Task RunOnceAsync(CancellationToken stopping)
    {
        if (active.Current() is { } silos && Time.GetElapsedTime(silos.Since) >= StabilizationDelay) MoveBatch();
        return Task.CompletedTask;
    }

    public override void Dispose()
    {
        _round?.Dispose();
        base.Dispose();
    }

    private void MoveBatch()
    {
        _round ??= entities.All.GetEnumerator();
        for (int examined = 0, moved = 0; examined < MaxExamined && moved < MaxMoved; examined++)
        {
            if (!_round.MoveNext())
            {
                _round.Dispose();
                _round = null;
                return;
            }

            FigureGrain entity = _round.Current;
            if (placement.PlacementOf(entity.Id) is not { } wanted || wanted.Equals(local.SiloAddress)) continue;
            entity.MigrateOnIdle();
            moved++;
        }
    }
}
