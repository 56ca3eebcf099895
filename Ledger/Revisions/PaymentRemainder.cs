namespace RetailGrains.Ledger.Revisions;

/// <summary>Computes which payments of an entry a void takes back. Pure.</summary>
public static class PaymentRemainder
{
    /// <summary>
    /// Returns the payments that belong to what is left of an entry. Without linked returns these are all payments that earlier voids have
    /// left. Otherwise they are as much of those payments as is due for the lines that are left, in the order of the receipt.
    /// </summary>
    /// <param name="entry">The entry that is taken back.</param>
    /// <param name="earlier">Earlier voids of it.</param>
    /// <param name="left">The lines that are left.</param>
    public static Payment[]? Of(LedgerEntry entry, IReadOnlyCollection<LedgerEntry> earlier, SaleLine[] left)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(earlier);
        if (entry.Details?.Payments is not { } payments) return null;
        bool taxExcluded = entry.Details.TaxExcluded;
        decimal due = Due(entry.Lines, taxExcluded) - earlier.Sum(taken => SignOf(taken) * Due(taken.Lines, taxExcluded));
        decimal open = Due(left, taxExcluded);
        Payment[] rests = [.. payments];
        foreach (Payment payment in earlier.SelectMany(PaymentsOf)) Subtract(rests, payment);
        if (open != due) rests = Array.ConvertAll(rests, rest => Part(rest, ref open));
        rests = Array.FindAll(rests, rest => rest.Amount != 0);
        return rests.Length == 0 ? null : rests;
    }

    private static decimal Due(SaleLine[] lines, bool taxExcluded) => lines.Sum(line => line.Amount + (taxExcluded ? line.Tax ?? 0 : 0));

    /// <summary>A void of a later day has negated amounts; an annulment has the amounts that it takes back.</summary>
    private static int SignOf(LedgerEntry taken) => taken.Effect == EntryEffect.Records ? -1 : 1;

    private static IEnumerable<Payment> PaymentsOf(LedgerEntry taken) =>
        (taken.Details?.Payments ?? []).Select(payment => payment with { Amount = SignOf(taken) * payment.Amount });

    private static void Subtract(Payment[] rests, Payment taken)
    {
        decimal open = taken.Amount;
        for (int i = 0; i < rests.Length; i++)
        {
            if (rests[i].Method == taken.Method) rests[i] = rests[i] with { Amount = rests[i].Amount - Part(rests[i], ref open).Amount };
        }
    }

    /// <summary>Returns as much of a payment as is open, and reduces what is open. Only amounts of the same sign are taken.</summary>
    private static Payment Part(Payment payment, ref decimal open)
    {
        decimal part = Math.Sign(payment.Amount) != Math.Sign(open) ? 0
            : Math.Abs(payment.Amount) < Math.Abs(open) ? payment.Amount
            : open;
        open -= part;
        return payment with { Amount = part };
    }
}
