namespace RetailGrains.Ledger.Revisions;

/// <summary>All entries of one transaction id, in order of revision. Pure.</summary>
public sealed class TransactionHistory
{
    /// <summary>Creates the history of an id.</summary>
    /// <param name="entries">The entries of one id, at least one, in any order.</param>
    public TransactionHistory(IEnumerable<LedgerEntry> entries)
    {
        Entries = [.. entries.OrderBy(entry => entry.Revision)];
        Current = Entries.Last(IsRecording);
    }

    /// <summary>Groups entries by their transaction id.</summary>
    public static IReadOnlyDictionary<string, TransactionHistory> ById(IEnumerable<LedgerEntry> entries) => entries
        .GroupBy(entry => entry.TransactionId, StringComparer.Ordinal)
        .ToDictionary(id => id.Key, id => new TransactionHistory(id), StringComparer.Ordinal);

    /// <summary>The entries, by revision ascending.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; }

    /// <summary>The first recording.</summary>
    public LedgerEntry First => Entries[0];

    /// <summary>The latest recording: the first one, or the latest correction. It may be voided.</summary>
    public LedgerEntry Current { get; }

    /// <summary>The number of the latest revision.</summary>
    public int LastRevision => Entries[^1].Revision;

    /// <summary>The contents that the id has had, the first one first.</summary>
    public IEnumerable<LedgerEntry> Recordings => Entries.Where(IsRecording);

    /// <summary>The voids of the current recording, in order. A later one takes back what the void of a linked return has left.</summary>
    public IEnumerable<LedgerEntry> Voids => Entries.Where(entry => entry.Mark?.TakesBack == Current.Revision);

    /// <summary>Whether the current recording is voided, on whichever day.</summary>
    public bool IsVoided => Voids.Any();

    /// <summary>Returns the annulments of an entry, in order.</summary>
    public IEnumerable<LedgerEntry> AnnulmentsOf(LedgerEntry entry) =>
        Entries.Where(other => other.Effect != EntryEffect.Records && other.Mark?.TakesBack == entry.Revision);

    /// <summary>Returns whether the entry is annulled: its own day has no trace of it.</summary>
    public bool IsAnnulled(LedgerEntry entry) => AnnulmentsOf(entry).Any();

    /// <summary>Returns the first recording that has this content; null when none has.</summary>
    public LedgerEntry? RecordingOf(SaleTransaction sent, string? storeCurrency) =>
        Recordings.FirstOrDefault(entry => entry.HasContentOf(sent, storeCurrency));

    /// <summary>A void of the present day also adds to figures, but no sender sent it.</summary>
    private static bool IsRecording(LedgerEntry entry) => entry.Effect == EntryEffect.Records && entry.Mark?.TakesBack is null;
}
