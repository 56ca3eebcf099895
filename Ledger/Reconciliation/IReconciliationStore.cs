using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Operations;

namespace RetailGrains.Ledger.Reconciliation;

/// <summary>Recomputes figures from the ledger's lines by SQL alone. This second computation shares no rule with the grains' C#.</summary>
public interface IReconciliationStore
{
    /// <summary>The hash chains, read over the same connections as the sums, so that a check does not compete with recording.</summary>
    IHashChainStore Hashes { get; }

    /// <summary>Returns the chain's figures of each partition's entries up to a sequence, by partition, with days.</summary>
    /// <param name="heads">By partition: the last sequence to sum.</param>
    /// <param name="cancel">Cancels the query.</param>
    Task<IReadOnlyList<ChainShare>> ChainAsync(long[] heads, CancellationToken cancel);

    /// <summary>
    /// Returns the number of each partition's entries up to a sequence. It differs from the number of transactions, because an annulment is
    /// an entry that counts as minus one.
    /// </summary>
    /// <param name="heads">By partition: the last sequence to count.</param>
    /// <param name="cancel">Cancels the query.</param>
    Task<long[]> CountEntriesAsync(long[] heads, CancellationToken cancel);

    /// <summary>
    /// Compares the served generation's rows of one kind, totals and days, with the ledger in one snapshot. Each entity is compared with
    /// the lines that its saved watermarks cover, or that lie at or below a partition's checkpoint and so must be covered. It also finds
    /// entities with such lines and no row, and rows with figures and no lines.
    /// </summary>
    Task<ProjectionCheck> CompareAsync(EntityKind kind, CancellationToken cancel);

    /// <summary>Returns the figures of entities from the ledger's lines up to given watermarks, in order, with days.</summary>
    /// <param name="kind">The kind of the entities.</param>
    /// <param name="entities">Ids, each with the watermarks by partition.</param>
    /// <param name="cancel">Cancels the query.</param>
    Task<IReadOnlyList<DayTotals[]>> ComputeAsync(
        EntityKind kind, IReadOnlyList<(string Id, long[] Watermarks)> entities, CancellationToken cancel);
}

/// <param name="Generation">Generation of the compared rows.</param>
/// <param name="Entities">Number of entities compared.</param>
/// <param name="Days">Number of day rows compared.</param>
/// <param name="Differences">At most 1,000 differences.</param>
/// <param name="DifferenceCount">The number of all differences.</param>
public sealed record ProjectionCheck(int Generation, long Entities, long Days, IReadOnlyList<Difference> Differences, long DifferenceCount);
