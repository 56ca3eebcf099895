using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Ledger;

/// <summary>The outcome of one transaction, according to the ledger.</summary>
/// <param name="Status">Busy when the transaction must still be written.</param>
/// <param name="Entry">The entry with the transaction's id; null when there is none.</param>
/// <param name="IsOwn">The entry of a duplicate was recorded by an earlier attempt of the same send, or run of the same import.</param>
internal readonly record struct AppendOutcome(AppendStatus Status, LedgerEntry? Entry, bool IsOwn = false)
{
    public AppendResult Result => new(IsOwn ? AppendStatus.Recorded : Status, Entry?.Position ?? default);

    /// <summary>
    /// Returns the outcome of a transaction whose id already has entries. It is a duplicate when it equals any content that the id has had:
    /// a file that is sent again may hold the content from before or after a correction.
    /// </summary>
    /// <param name="history">The entries.</param>
    /// <param name="sent">The transaction.</param>
    /// <param name="currency">The currency that a sale of its store without one gets today.</param>
    public static AppendOutcome Against(TransactionHistory history, SaleTransaction sent, string? currency) =>
        history.RecordingOf(sent, currency) is { } same ? Known(same, sent) : new AppendOutcome(AppendStatus.Conflict, history.Current);

    /// <summary>Returns the outcome of a transaction whose id another transaction of the same group has.</summary>
    public static AppendOutcome Against(LedgerEntry entry, SaleTransaction sent, string? currency) =>
        entry.HasContentOf(sent, currency) ? Known(entry, sent) : new AppendOutcome(AppendStatus.Conflict, entry);

    private static AppendOutcome Known(LedgerEntry entry, SaleTransaction sent) =>
        new(AppendStatus.Duplicate, entry, sent.Provenance is { } provenance && provenance.IsSendOf(entry.Provenance));
}

/// <summary>
/// The outcome of a commit that was refused or whose answer was lost, derived from the current content of the ledger. Pure.
/// </summary>
/// <param name="Results">By transaction, in order.</param>
/// <param name="Fenced">Another writer has moved the head: this activation is no longer the partition's writer.</param>
internal sealed record CommitOutcome(AppendOutcome[] Results, bool Fenced)
{
    /// <summary>What the outcome means for the commit as a whole.</summary>
    public CommitResolution Resolution
    {
        get
        {
            if (Array.TrueForAll(Results, result => result.Status == AppendStatus.Recorded)) return CommitResolution.Recorded;
            return Array.TrueForAll(Results, result => result.Status == AppendStatus.Busy)
                ? CommitResolution.Absent
                : CommitResolution.Mixed;
        }
    }

    /// <summary>The outcome of a commit that succeeded.</summary>
    public static CommitOutcome AllRecorded(LedgerEntry[] written) =>
        new(Array.ConvertAll(written, entry => new AppendOutcome(AppendStatus.Recorded, entry)), Fenced: false);

    /// <summary>Compares an attempt with the ledger.</summary>
    /// <param name="attempted">The entries that the commit attempted to write, in order.</param>
    /// <param name="sent">The transactions of these entries, in the same order.</param>
    /// <param name="found">The entries that the ledger holds with their ids.</param>
    /// <param name="head">The partition's last sequence in the ledger.</param>
    /// <param name="currencyOf">The currency that a sale of a store without one gets.</param>
    public static CommitOutcome Of(
        IReadOnlyList<LedgerEntry> attempted,
        IReadOnlyList<SaleTransaction> sent,
        IReadOnlyDictionary<string, TransactionHistory> found,
        long head,
        Func<string, string?> currencyOf)
    {
        long before = attempted[0].Position.Sequence - 1;
        var results = new AppendOutcome[attempted.Count];
        int written = 0;
        for (int i = 0; i < results.Length; i++)
        {
            if (!found.TryGetValue(sent[i].TransactionId, out TransactionHistory? history)) continue;
            results[i] = AppendOutcome.Against(history, sent[i], currencyOf(sent[i].StoreId));
            if (results[i].Status != AppendStatus.Duplicate || !IsOfAttempt(history.First, attempted[i])) continue;
            results[i] = new AppendOutcome(AppendStatus.Recorded, history.First);
            written++;
        }

        return new CommitOutcome(results, Fenced: head != before + written);
    }

    /// <summary>
    /// A twin activation that receives the same transaction gives it the same position. Only the time, in microseconds, shows whose write
    /// it was. If this activation mistook the twin's entry for its own, it would not notice that it is fenced, and two callers would
    /// both be answered that their transaction was recorded.
    /// </summary>
    public static bool IsOfAttempt(LedgerEntry entry, LedgerEntry attempt) =>
        entry.Position == attempt.Position && entry.RecordedAt == attempt.RecordedAt;
}
