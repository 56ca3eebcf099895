using RetailGrains.Ledger;

namespace RetailGrains.Figures;

/// <summary>
/// Computes what lines and entries add to figures. Net revenue is the sum over all lines, gross sales the sum above zero, reductions the
/// sum below zero.
/// </summary>
internal static class SaleFigures
{
    /// <summary>Returns the figures of a transaction without lines: it counts as one transaction, however many lines follow.</summary>
    public static Totals Opening(LedgerEntry entry)
    {
        DateTime at = entry.OccurredAt.UtcDateTime;
        return new Totals(0, 0, 0, 0, 1, entry.Kind == TransactionKind.Return ? 1 : 0, at, at);
    }

    /// <summary>Adds one more line of the same transaction.</summary>
    public static Totals WithLine(in Totals totals, in SaleLine line)
    {
        decimal amount = line.Amount;
        return totals with
        {
            GrossSales = amount > 0 ? totals.GrossSales + amount : totals.GrossSales,
            Reductions = amount < 0 ? totals.Reductions + amount : totals.Reductions,
            Units = totals.Units + line.Quantity,
            Lines = totals.Lines + 1,
        };
    }

    /// <summary>Returns the figures of a whole entry.</summary>
    public static Totals Of(LedgerEntry entry)
    {
        Totals totals = Opening(entry);
        foreach (ref readonly SaleLine line in entry.Lines.AsSpan()) totals = WithLine(totals, line);
        return totals;
    }
}
