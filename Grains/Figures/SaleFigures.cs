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
        return new Totals(0, 0, 0, 0, count, entry.Kind == TransactionKind.Return ? count : 0, at, at) { Currency = entry.Currency };
    }

    /// <summary>Adds one more line of the same transaction. An annulment removes an amount from the sum that contains it.</summary>
    public static Totals WithLine(in Totals totals, LedgerEntry entry, in SaleLine line)
    {
        decimal amount = line.Amount;
        decimal signed = entry.Sign < 0 ? -amount : amount;
        Totals sum = totals with
        {
            GrossSales = amount > 0 ? totals.GrossSales + signed : totals.GrossSales,
            Reductions = amount < 0 ? totals.Reductions + signed : totals.Reductions,
            WholeUnits = totals.WholeUnits + (entry.Sign * line.WholeQuantity),
            Lines = totals.Lines + entry.CountSign,
        };
        return line.Details is { } details ? WithDetails(sum, entry, details) : sum;
    }

    /// <summary>Returns the figures of a whole entry.</summary>
    public static Totals Of(LedgerEntry entry)
    {
        Totals totals = Opening(entry);
        foreach (ref readonly SaleLine line in entry.Lines.AsSpan()) totals = WithLine(totals, entry, line);
        return totals;
    }

    /// <summary>Returned goods give back their discount.</summary>
    private static Totals WithDetails(in Totals totals, LedgerEntry entry, LineDetails details)
    {
        decimal tax = entry.Sign * (details.Tax ?? 0);
        return totals.WithUnits(totals.Units + (entry.Sign * details.Quantity)) with
        {
            Discounts = totals.Discounts + (entry.Sign * Math.Sign(details.Quantity) * details.Discount),
            Tax = totals.Tax + tax,
            IncludedTax = entry.Details?.TaxExcluded == true ? totals.IncludedTax : totals.IncludedTax + tax,
        };
    }
}
