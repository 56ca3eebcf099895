namespace RetailGrains.Ledger.Revisions;

/// <summary>An entry of a revision before it has a position: content that a sender sent, or an entry that takes another one back.</summary>
/// <param name="Mark">The revision.</param>
/// <param name="Sent">The content to record; null for an entry that takes another one back.</param>
/// <param name="TakesBack">The entry's content without position, time of recording and revision.</param>
public sealed record EntryDraft(RevisionMark Mark, SaleTransaction? Sent, LedgerEntry? TakesBack);
