using System.Globalization;
using RetailGrains.Figures;

namespace RetailGrains.Operations;

/// <summary>The repair of the differences that a check found. Pure.</summary>
/// <param name="Generation">The whole generation is rebuilt.</param>
/// <param name="Entities">The entities to repair, when the generation is not rebuilt.</param>
/// <param name="Sentence">The repair in words; null when there is nothing to repair.</param>
internal sealed record RepairPlan(bool Generation, IReadOnlyList<EntityKey> Entities, string? Sentence)
{
    private static readonly RepairPlan Nothing = new(Generation: false, [], Sentence: null);

    /// <summary>
    /// Projections are rebuilt from the ledger unless the ledger itself is suspect. It is suspect when a hash chain is broken, when it has
    /// gaps, or when both the chain and the stores differ from it, because their figures are stored independently of each other.
    /// </summary>
    public static RepairPlan Of(ChainChecked chain, IReadOnlyList<EntitiesChecked> kinds)
    {
        EntityKey[] damaged = [.. kinds.SelectMany(kind => kind.Damaged.Select(id => new EntityKey(kind.Kind, id)))];
        bool manyDamaged = damaged.Length > ProjectionHealthGrain.MaxEntities || kinds.Any(kind => kind.MoreDamaged);
        if (chain.BrokenAt is { } entry)
            return Nothing with { Sentence = $"nothing is rebuilt, because the ledger was altered ({entry}): compare it with a backup" };
        if (chain.HasGaps)
            return Nothing with { Sentence = "nothing is rebuilt, because entries are missing in the ledger: restore it from a backup" };
        if (chain.ServedDiffers && kinds[(int)EntityKind.Store].Damaged.Count > 0)
        {
            return Nothing with
            {
                Sentence = "nothing is rebuilt, because the chain and the stores both differ from the ledger, as if entries had been "
                    + "altered: compare the ledger with a backup; POST /api/v1/admin/projections/rebuild accepts the ledger as it is",
            };
        }

        if (chain.ServedDiffers || chain.SavedDiffers || manyDamaged)
            return new RepairPlan(Generation: true, [], "all projections are being rebuilt from the ledger");
        if (damaged.Length == 0) return Nothing;
        string count = damaged.Length.ToString(CultureInfo.InvariantCulture);
        return new RepairPlan(Generation: false, damaged, $"stores, products and customers being rebuilt from the ledger: {count}");
    }
}
