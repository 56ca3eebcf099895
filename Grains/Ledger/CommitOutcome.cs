namespace RetailGrains.Ledger;

/// <summary>What the ledger says of one transaction that was to be written.</summary>
/// <param name="Status">Busy where it is still to be written.</param>
/// <param name="Entry">The entry under its id; null where there is none.</param>
internal readonly record struct AppendOutcome(AppendStatus Status, LedgerEntry? Entry)
{
    public AppendResult Result => new(Status, Entry?.Position ?? default);

    /// <summary>What a transaction is told whose id has an entry already.</summary>
    public static AppendOutcome Against(LedgerEntry entry, SaleTransaction sent) =>
        new(entry.HasContentOf(sent) ? AppendStatus.Duplicate : AppendStatus.Conflict, entry);
}

/// <summary>
/// What became of a commit that was refused or whose answer was lost, told from what the ledger holds now. Pure.
/// </summary>
/// <param name="Results">By transaction, in order.</param>
/// <param name="Fenced">Somebody else has moved the head: this activation is not the partition's writer any more.</param>
internal sealed record CommitOutcome(AppendOutcome[] Results, bool Fenced)
{
    /// <summary>The commit's answer came: all is recorded.</summary>
    public static CommitOutcome AllRecorded(LedgerEntry[] written) =>
        new(Array.ConvertAll(written, entry => new AppendOutcome(AppendStatus.Recorded, entry)), Fenced: false);

    /// <summary>Compares an attempt with the ledger.</summary>
    /// <param name="attempted">The entries as they were to be written, in order.</param>
    /// <param name="sent">The transactions they were made from, in the same order.</param>
    /// <param name="found">The entries that the ledger holds under their ids.</param>
    /// <param name="head">The partition's last sequence in the ledger.</param>
    public static CommitOutcome Of(
        IReadOnlyList<LedgerEntry> attempted,
        IReadOnlyList<SaleTransaction> sent,
        IReadOnlyDictionary<string, LedgerEntry> found,
        long head)
    {
        long before = attempted[0].Position.Sequence - 1;
        var results = new AppendOutcome[attempted.Count];
        int written = 0;
        for (int i = 0; i < results.Length; i++)
        {
            if (!found.TryGetValue(sent[i].TransactionId, out LedgerEntry? entry)) continue;
            results[i] = AppendOutcome.Against(entry, sent[i]);
            if (results[i].Status != AppendStatus.Duplicate || !IsTheAttempt(entry, attempted[i])) continue;
            results[i] = new AppendOutcome(AppendStatus.Recorded, entry);
            written++;
        }

        return new CommitOutcome(results, Fenced: head != before + written);
    }

    /// <summary>
    /// A twin activation that was sent the same transaction gives it the same position: only the moment, kept to the microsecond, tells whose
    /// write it was. Taking the twin's for its own, this activation would not see that it is fenced, and two callers would be told that theirs
    /// was the one recorded.
    /// </summary>
    private static bool IsTheAttempt(LedgerEntry entry, LedgerEntry attempt) =>
        entry.Position == attempt.Position && entry.RecordedAt == attempt.RecordedAt;
}
