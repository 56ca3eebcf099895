namespace RetailGrains.Ledger;

/// <summary>Sums over the lines and payments of a transaction, exact. Pure.</summary>
public static class SaleSums
{
    /// <summary>Returns what was charged for the lines.</summary>
    public static decimal Amount(ReadOnlySpan<SaleLine> lines)
    {
        decimal sum = 0;
        foreach (ref readonly SaleLine line in lines) sum += line.Amount;
        return sum;
    }

    /// <summary>
    /// Returns the payments less what they had to cover: the amounts, and the tax where the amounts exclude it. Null without payments.
    /// </summary>
    public static decimal? PaymentDifference(ReadOnlySpan<SaleLine> lines, SaleDetails? details)
    {
        if (details?.Payments is not { } payments) return null;
        decimal difference = -Amount(lines);
        if (details.TaxExcluded)
            foreach (ref readonly SaleLine line in lines) difference -= line.Tax ?? 0;
        foreach (Payment payment in payments) difference += payment.Amount;
        return difference;
    }
}
