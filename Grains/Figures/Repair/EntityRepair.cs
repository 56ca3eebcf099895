using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Operations;

namespace RetailGrains.Figures.Repair;

/// <summary>
/// Rebuilds one entity's rows from the ledger. Exactly-once holds: the new row's watermarks say what it includes, and what partitions hold
/// above them is applied as ever. Its version is none that an activation grew from, so whatever was in memory can't be saved over it.
/// </summary>
internal sealed class EntityRepair(
    ILedgerStore ledger, IProjectionStore projections, LedgerLayout layout, IGrainFactory grains, TimeProvider time) : IDisposable
{
    /// <summary>A replay of a large store reads much: few at once, so that commits and deliveries go on beside them.</summary>
    private const int AtOnce = 2;

    private const int MaxAttempts = 20;

    /// <summary>Versions count saves from 1, or from the milliseconds of a repair: what is far above is damage itself.</summary>
    private const long MaxVersion = 1L << 50;

    private readonly SemaphoreSlim _few = new(AtOnce);

    /// <summary>Reports the damage, rebuilds the rows and reports that.</summary>
    /// <param name="generation">The one that is served.</param>
    /// <param name="entity">Which.</param>
    /// <param name="damage">What is wrong, in words that follow the entity's name.</param>
    public async Task RepairAsync(int generation, EntityKey entity, string damage)
    {
        IProjectionHealthGrain health = grains.GetGrain<IProjectionHealthGrain>(0);
        await health.DamagedAsync(generation, entity, damage);
        await _few.WaitAsync();
        try
        {
            await ReplaceAsync(generation, entity);
        }
        finally
        {
            _few.Release();
        }

        await health.RepairedAsync(entity);
    }

    public void Dispose() => _few.Dispose();

    private async Task ReplaceAsync(int generation, EntityKey entity)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // Read before the ledger is: a save that comes between the two makes the replacement fail, and is not lost.
            IReadOnlyList<SavedEntity> rows = await projections.LoadAsync(generation, entity.Kind, [entity.Id], days: null, CancellationToken.None);
            long expected = rows.Count > 0 ? rows[0].Version : 0;
            LedgerHeads heads = await ledger.HeadsAsync(layout.Partitions, CancellationToken.None);
            var replay = new EntityReplay(entity, generation, layout.Partitions);
            await ledger.ReplayAsync(entity, heads.Heads, replay.Add, CancellationToken.None);
            if (await projections.ReplaceAsync(generation, replay.Complete(), expected, VersionAfter(expected), CancellationToken.None)) return;
            if (await projections.GenerationAsync(CancellationToken.None) != generation) break;
        }

        throw new StaleActivationException($"The rows of {entity} changed while they were rebuilt.");
    }

    private long VersionAfter(long version)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return version < MaxVersion ? Math.Max(version + 1, now) : now;
    }
}
