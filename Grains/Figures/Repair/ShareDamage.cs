using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures.Repair;

/// <summary>Tells from a partition's saved share of the chain alone that it can't be what was saved. Pure.</summary>
internal static class ShareDamage
{
    /// <summary>
    /// Every entry is one transaction, so up to the checkpoint there are as many; and the days add up to the whole, of which the
    /// transactions without a customer are a part.
    /// </summary>
    public static bool IsIn(SavedShare saved) =>
        saved.Totals.Transactions != saved.Checkpoint
        || saved.Guest.Transactions > saved.Totals.Transactions
        || saved.Days.Aggregate(default(Totals), (sum, day) => sum + day.Totals) != saved.Totals;
}
