using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures.Repair;

/// <summary>Detects damage in a partition's saved share of the chain, from the share alone. Pure.</summary>
internal static class ShareDamage
{
    /// <summary>
    /// Every entry is one transaction, so their number equals the checkpoint. The days add up to the totals, and the transactions without a
    /// customer are a part of them.
    /// </summary>
    public static bool IsIn(SavedShare saved) =>
        saved.Totals.Transactions != saved.Checkpoint
        || saved.Guest.Transactions > saved.Totals.Transactions
        || saved.Days.Aggregate(default(Totals), (sum, day) => sum + day.Totals) != saved.Totals;
}
