using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Operations;

namespace RetailGrains.Ledger.Reconciliation;

/// <summary>
/// Recomputes figures from the ledger's lines by SQL alone: a second way to every figure, that shares no rule with the grains' C#.
/// </summary>
public interface IReconciliationStore
{
    /// <summary>The chain's figures over each partition's entries up to a sequence, by partition, with days.</summary>
    /// <param name="heads">By partition: the last sequence to be summed.</param>
    /// <param name="cancel">Cancels.</param>
    Task<IReadOnlyList<ChainShare>> ChainAsync(long[] heads, CancellationToken cancel);

    /// <summary>
    /// Compares the served generation's rows of one kind, totals and days, with the ledger in one snapshot: each entity with the lines
    /// that its saved watermarks cover, or that lie at or below a partition's checkpoint, and so must be covered. Also finds entities that
    /// have such lines and no row, and rows with figures and no lines.
    /// </summary>
    Task<ProjectionCheck> CompareAsync(EntityKind kind, CancellationToken cancel);

    /// <summary>The figures of entities from the ledger's lines up to given watermarks, in order, with days.</summary>
    /// <param name="kind">Of all of them.</param>
    /// <param name="entities">Ids, each with its watermarks by partition.</param>
    /// <param name="cancel">Cancels.</param>
    Task<IReadOnlyList<DayTotals[]>> ComputeAsync(
        EntityKind kind, IReadOnlyList<(string Id, long[] Watermarks)> entities, CancellationToken cancel);
}

/// <param name="Generation">Whose rows were compared.</param>
/// <param name="Entities">Entities compared.</param>
/// <param name="Days">Day rows compared.</param>
/// <param name="Differences">At most 1,000.</param>
/// <param name="DifferenceCount">How many there are.</param>
public sealed record ProjectionCheck(int Generation, long Entities, long Days, IReadOnlyList<Difference> Differences, long DifferenceCount);
