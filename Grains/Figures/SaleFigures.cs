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
        int count = entry.CountSign;
        return new Totals(0, 0, 0, 0, count, entry.Kind == TransactionKind.Return ? count : 0, at, at);
    }

    /// <summary>Adds one more line of the same transaction. What an annulment takes back leaves the sum that it was in.</summary>
    public static Totals WithLine(in Totals totals, LedgerEntry entry, in SaleLine line)
    {
        decimal amount = line.Amount;
        decimal signed = entry.Sign < 0 ? -amount : amount;
        return totals with
        {
            GrossSales = amount > 0 ? totals.GrossSales + signed : totals.GrossSales,
            Reductions = amount < 0 ? totals.Reductions + signed : totals.Reductions,
            Units = totals.Units + (entry.Sign * (long)line.Quantity),
            Lines = totals.Lines + entry.CountSign,
        };
    }

    /// <summary>Returns the figures of a whole entry.</summary>
    public static Totals Of(LedgerEntry entry)
    {
        Totals totals = Opening(entry);
        foreach (ref readonly SaleLine line in entry.Lines.AsSpan()) totals = WithLine(totals, entry, line);
        return totals;
    }
}
