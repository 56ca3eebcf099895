using System.ComponentModel.DataAnnotations;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Api.Transactions.Revisions;

/// <summary>The void of a transaction.</summary>
/// <param name="Date">Whether it counts as a return of its own time, or annuls the transaction on the transaction's day.</param>
/// <param name="Revision">The number of the revision.</param>
/// <param name="Position">Its position in the ledger.</param>
/// <param name="Total">The exact amount that it adds to net revenue.</param>
/// <param name="RecordedAt">UTC.</param>
/// <param name="Note">Its reason; null when none was given.</param>
internal sealed record VoidAnswer(
    [property: AllowedValues("today", "original")] string Date,
    int Revision,
    string Position,
    decimal Total,
    DateTime RecordedAt,
    string? Note = null)
{
    /// <param name="entry">The void.</param>
    /// <param name="voided">What it takes back. Voids of earlier versions have its note.</param>
    public static VoidAnswer Of(LedgerEntry entry, LedgerEntry voided) => new(
        VoidTransaction.NameOf(entry.Effect != EntryEffect.Records),
        entry.Revision,
        entry.Position.ToString(),
        entry.Total,
        entry.RecordedAt,
        entry.Details?.Note is { } note && note != voided.Details?.Note ? note : null);
}

/// <summary>A return that names the transaction as its original.</summary>
/// <param name="TransactionId">The return's id.</param>
/// <param name="OccurredAt">With the offset of the store's time zone then.</param>
/// <param name="Position">Its position in the ledger.</param>
/// <param name="Total">Sum of its lines, exact.</param>
/// <param name="ExceedsSale">It takes back more than earlier returns and voids have left.</param>
internal sealed record ReturnAnswer(string TransactionId, DateTimeOffset OccurredAt, string Position, decimal Total, bool ExceedsSale)
{
    public static ReturnAnswer Of(LedgerEntry entry, bool exceedsSale) =>
        new(entry.TransactionId, entry.OccurredAt, entry.Position.ToString(), entry.Total, exceedsSale);
}

/// <summary>The part of a line that can still be returned.</summary>
/// <param name="Line">The line's place in the transaction, from 0.</param>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">The quantity that is left.</param>
/// <param name="Amount">The amount that is left.</param>
internal sealed record LeftAnswer(int Line, string ProductId, decimal Quantity, decimal Amount)
{
    /// <summary>The lines of which something can be returned: goods that were sold, and neither returned nor voided.</summary>
    public static LeftAnswer[] Of(RevisionFacts facts) =>
    [
        .. facts.RemainderOfCurrent().Lines
            .Select((line, i) => new LeftAnswer(i, line.ProductId, line.Quantity, line.Amount))
            .Where(left => left.Quantity > 0 || left.Amount > 0),
    ];
}
