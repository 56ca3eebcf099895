namespace RetailGrains.Ledger.Revisions;

/// <summary>Creates entries that take back another entry of the same transaction. Pure.</summary>
/// <param name="entry">The entry to take back.</param>
/// <param name="earlier">Entries that have taken a part of it back already.</param>
/// <param name="remainder">What is left of it.</param>
internal sealed class Annulment(LedgerEntry entry, IReadOnlyCollection<LedgerEntry> earlier, Remainder remainder)
{
    /// <summary>
    /// Returns an entry that takes back what is left on the entry's own day: amounts, and counts unless they are taken back already. It
    /// keeps all lines, so that the counts of every product are taken back.
    /// </summary>
    public EntryDraft OnOwnDay(int revision)
    {
        EntryEffect effect = earlier.Count == 0 ? EntryEffect.Annuls : EntryEffect.AnnulsRest;
        SaleLine[] left = remainder.Lines;
        return new EntryDraft(
            new RevisionMark(revision, effect, entry.Revision),
            null,
            entry with { Lines = left, Details = DetailsOf(left) });
    }

    /// <summary>Returns a return of the present time that takes back what is left.</summary>
    /// <param name="revision">The number of the return.</param>
    /// <param name="now">The time, in the store's time zone.</param>
    public EntryDraft AsReturn(int revision, DateTimeOffset now)
    {
        // Lines of which nothing is left are left out, unless there is no other: an entry has a line.
        SaleLine[] left = remainder.Lines;
        if (!remainder.IsNothing) left = Array.FindAll(left, line => !Remainder.IsEmpty(line));
        SaleDetails? details = DetailsOf(left);
        return new EntryDraft(
            new RevisionMark(revision, EntryEffect.Records, entry.Revision),
            null,
            entry with
            {
                OccurredAt = now,
                Kind = TransactionKind.Return,
                Lines = Array.ConvertAll(left, line => line.Negated()),
                Details = (details is null ? null : details with
                {
                    OriginalTransactionId = null,
                    Payments = details.Payments is { } payments
                        ? Array.ConvertAll(payments, payment => payment with { Amount = -payment.Amount })
                        : null,
                })?.OrNull(),
            });
    }

    private SaleDetails? DetailsOf(SaleLine[] left) =>
        entry.Details is { } details ? (details with { Payments = PaymentRemainder.Of(entry, earlier, left) }).OrNull() : null;
}
