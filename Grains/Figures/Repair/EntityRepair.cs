using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Operations;

namespace RetailGrains.Figures.Repair;

/// <summary>
/// Rebuilds one entity's rows from the ledger. Deltas are still applied exactly once: the new row's watermarks show what it includes, and
/// the entity applies what partitions hold above them as usual. No activation is based on the new row's version, so no state in memory can
/// be saved over it.
/// </summary>
internal sealed class EntityRepair(
    ILedgerStore ledger, IProjectionStore projections, LedgerLayout layout, IGrainFactory grains, TimeProvider time) : IDisposable
{
    /// <summary>A replay of a large store reads much data, so few run concurrently and leave capacity for commits and deliveries.</summary>
    private const int MaxConcurrent = 2;

    private const int MaxAttempts = 20;

    /// <summary>Versions count saves from 1, or from the milliseconds of a repair. A much higher version is itself damage.</summary>
    private const long MaxVersion = 1L << 50;

    private readonly SemaphoreSlim _slots = new(MaxConcurrent);

    /// <summary>Reports the damage, rebuilds the rows and reports the repair.</summary>
    /// <param name="generation">The served generation.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="damage">What is wrong, in words that follow the entity's name.</param>
    public async Task RepairAsync(int generation, EntityKey entity, string damage)
    {
        IProjectionHealthGrain health = grains.GetGrain<IProjectionHealthGrain>(0);
        await health.DamagedAsync(generation, entity, damage);
        await RewriteAsync(generation, entity);
        await health.RepairedAsync(entity);
    }

    /// <summary>Rebuilds the rows, which are not damaged: the ledger's entries of the entity have changed.</summary>
    public async Task RewriteAsync(int generation, EntityKey entity)
    {
        await _slots.WaitAsync();
        try
        {
            await ReplaceAsync(generation, entity);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task ReplaceAsync(int generation, EntityKey entity)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // Read the version before the ledger: a save in between makes the replacement fail and is not lost.
            IReadOnlyList<SavedEntity> rows =
                await projections.LoadAsync(generation, entity.Kind, [entity.Id], days: null, CancellationToken.None);
            long expected = rows.Count > 0 ? rows[0].Version : 0;
            LedgerHeads heads = await ledger.HeadsAsync(layout.Partitions, CancellationToken.None);
            var replay = new EntityReplay(entity, generation, layout.Partitions);
            await ledger.ReplayAsync(entity, heads.Heads, replay.Add, CancellationToken.None);
            EntitySnapshot replayed = replay.Complete(heads.Heads);
            if (await projections.ReplaceAsync(generation, replayed, expected, VersionAfter(expected), CancellationToken.None)) return;
            if (await projections.GenerationAsync(CancellationToken.None) != generation) break;
        }

        throw new StaleActivationException($"The rows of {entity} changed during their repair.");
    }

    private long VersionAfter(long version)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return version < MaxVersion ? Math.Max(version + 1, now) : now;
    }
}
