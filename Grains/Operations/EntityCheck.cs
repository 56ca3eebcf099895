using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;

namespace RetailGrains.Operations;

/// <param name="Kind">Stores, products or customers.</param>
/// <param name="Comparison">Their differences.</param>
/// <param name="Count">Number of entities with figures.</param>
/// <param name="Damaged">The entities that differ.</param>
/// <param name="MoreDamaged">More entities differ than the list holds, or the rows as a whole cannot be read.</param>
internal sealed record EntitiesChecked(
    EntityKind Kind, FigureComparison Comparison, long Count, IReadOnlySet<string> Damaged, bool MoreDamaged)
{
    /// <summary>Where a partial check of grains stopped; null at the end.</summary>
    public EntityCursor? Next { get; init; }
}

/// <summary>
/// Compares every entity of a kind, rows and grain, with the ledger. The check is correct under load too: figures come with watermarks that
/// say what they include, and the ledger is summed up to exactly these. Calls that fail are retried individually, and entities that never
/// answer are reported.
/// </summary>
internal sealed class EntityCheck(
    IReconciliationStore reconciliation,
    IProjectionStore projections,
    EntityGrains entities,
    LedgerClient ledger,
    ErasedCustomerCheck erasures,
    CallRetry calls,
    TimeProvider time)
{
    private const int PageSize = 500;
    private const int MaxRounds = 5;

    /// <summary>
    /// Starts again when the generation changes during the check: the rows of one generation prove nothing about grains of another.
    /// </summary>
    public async Task<EntitiesChecked> RunAsync(EntityKind kind, GrainRange range)
    {
        for (int round = 1; ; round++)
        {
            DateTime began = time.GetUtcNow().UtcDateTime;
            CallResult<ProjectionCheck> rows = await calls.CallAsync(() => reconciliation.CompareAsync(kind, CancellationToken.None));
            var check = new KindCheck(kind, rows.Failure is null ? rows.Value : null, reconciliation, projections, entities, calls);
            if (rows.Failure is { } failure) check.Comparison.AddUnchecked($"{EntityKindNames.Of(kind)} row", null, failure.Message);
            EntitiesChecked found = await check.RunAsync(PageSize, range, await UnsavedAsync(kind));
            if (kind == EntityKind.Customer) await erasures.CompareAgainAsync(check, began);
            if (rows.IsDamaged) return found with { MoreDamaged = true };
            CallResult<int> served = await calls.CallAsync(() => projections.GenerationAsync(CancellationToken.None));
            if (rows.Failure is not null || served.Value == rows.Value.Generation || round == MaxRounds) return found;
        }
    }

    /// <summary>Returns the entities that may not have a row yet, and so are in no list.</summary>
    private async Task<HashSet<string>> UnsavedAsync(EntityKind kind)
    {
        var unsaved = new HashSet<string>(StringComparer.Ordinal);
        foreach (ILedgerPartitionGrain partition in ledger.All)
        {
            CallResult<ChainShare> share = await calls.CallAsync(() => partition.ShareAsync(withDays: false).AsTask());
            if (share.Failure is null)
                unsaved.UnionWith(share.Value.Unsaved.Where(entity => entity.Kind == kind).Select(entity => entity.Id));
        }

        return unsaved;
    }
}
