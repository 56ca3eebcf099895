using RetailGrains.Ledger;

namespace RetailGrains.Imports;

/// <summary>
/// What is kept of an import. All rows up to <see cref="ImportStatus.Rows"/> are dealt with: their invoices that end there are in the
/// ledger or among the rejects, so the import goes on behind them.
/// </summary>
[GenerateSerializer, Alias("retail.ImportDocument")]
internal sealed record ImportDocument
{
    /// <summary>Null when there is no such import.</summary>
    [Id(0)]
    public ImportStatus? Status { get; set; }

    /// <summary>What may have been sent beyond the status; null while nothing was.</summary>
    [Id(1)]
    public ImportIntent? Intent { get; set; }

    /// <summary>
    /// How often a run was begun since rows were last dealt with. A run that ends in order takes its one back, so this counts processes that
    /// ended in the middle.
    /// </summary>
    [Id(2)]
    public int Starts { get; set; }
}

/// <summary>
/// Kept before anything is sent, so that an import that goes on after a crash can tell its own entries from those that the ledger had: what
/// stands above these heads was recorded since.
/// </summary>
/// <param name="Heads">By partition: its last sequence before any receipt behind the status was sent.</param>
/// <param name="UpToRow">No receipt that ends behind this row has been sent.</param>
[GenerateSerializer, Immutable, Alias("retail.ImportIntent")]
internal sealed record ImportIntent([property: Id(0)] long[] Heads, [property: Id(1)] long UpToRow)
{
    /// <summary>
    /// What is counted for a receipt that may have been sent before: a duplicate that stands above the heads is what the lost call recorded.
    /// </summary>
    public static AppendStatus Judge(AppendResult result, IReadOnlyList<long> headsBefore) =>
        result.Status == AppendStatus.Duplicate && result.Position.Sequence > headsBefore[result.Position.Partition]
            ? AppendStatus.Recorded
            : result.Status;
}
