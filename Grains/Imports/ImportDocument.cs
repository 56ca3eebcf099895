using RetailGrains.Ledger;

namespace RetailGrains.Imports;

/// <summary>
/// The stored state of an import. All rows up to <see cref="ImportStatus.Rows"/> are processed: receipts that end there are in the ledger
/// or among the rejects, so the import continues after them.
/// </summary>
[GenerateSerializer, Alias("retail.ImportDocument")]
internal sealed record ImportDocument
{
    /// <summary>Null when the import does not exist.</summary>
    [Id(0)]
    public ImportStatus? Status { get; set; }

    /// <summary>The rows after the status that an earlier version may have sent; null when there are none.</summary>
    [Id(1)]
    public ImportIntent? Intent { get; set; }

    /// <summary>
    /// Number of runs started since the import last made progress. A run that ends in order subtracts itself, so this counts processes that
    /// crashed.
    /// </summary>
    [Id(2)]
    public int Starts { get; set; }

    /// <summary>The last receipt that the undo has counted; null before it counts the first one.</summary>
    [Id(3)]
    public ImportUndoPlace? UndoPlace { get; set; }
}

/// <summary>A place in the order in which an undo counts receipts: by time descending, then by id descending.</summary>
[GenerateSerializer, Immutable, Alias("retail.ImportUndoPlace")]
internal sealed record ImportUndoPlace([property: Id(0)] DateTimeOffset OccurredAt, [property: Id(1)] string TransactionId);

/// <summary>
/// Saved by earlier versions, whose entries do not name their source, before any receipt was sent. Entries above these heads were recorded
/// since, so that an import that such a version began distinguishes its own entries from those that the ledger already had.
/// </summary>
/// <param name="Heads">By partition: its last sequence before any receipt after the status was sent.</param>
/// <param name="UpToRow">No receipt that ends after this row has been sent.</param>
[GenerateSerializer, Immutable, Alias("retail.ImportIntent")]
internal sealed record ImportIntent([property: Id(0)] long[] Heads, [property: Id(1)] long UpToRow)
{
    /// <summary>
    /// Returns how to count a receipt that may have been sent before: a duplicate above the heads was recorded by the call whose answer was
    /// lost.
    /// </summary>
    public static AppendStatus StatusOf(AppendResult result, IReadOnlyList<long> headsBefore) =>
        result.Status == AppendStatus.Duplicate && result.Position.Sequence > headsBefore[result.Position.Partition]
            ? AppendStatus.Recorded
            : result.Status;
}
