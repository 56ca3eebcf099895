using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures.Repair;

/// <summary>Detects damage in a partition's saved share of the chain, using only the share. Pure.</summary>
internal static class ShareDamage
{
    /// <summary>
    /// Every entry up to the checkpoint is one transaction, except for annulments. The days add up to the totals, and the transactions
    /// without a customer are a part of them.
    /// </summary>
    /// <param name="saved">The saved share.</param>
    /// <param name="uncounted">See <see cref="ILedgerStore.UncountedAsync"/>.</param>
    public static bool IsIn(SavedShare saved, long uncounted) =>
        saved.Totals.Transactions + uncounted != saved.Checkpoint
        || saved.Guest.Transactions > saved.Totals.Transactions
        || saved.Days.Aggregate(default(Totals), (sum, day) => sum + day.Totals) != saved.Totals;
}
