using RetailGrains.Access;

namespace RetailGrains.Imports;

/// <summary>The state of an import. The numbers are stored: never renumber them.</summary>
public enum ImportPhase : byte
{
    /// <summary>Running, or waiting to continue.</summary>
    Running = 0,

    /// <summary>Every receipt of the file is recorded, a duplicate, a conflict or rejected.</summary>
    Completed = 1,

    /// <summary>Failed permanently; the error states the reason. What it recorded before remains.</summary>
    Failed = 2,
}

/// <summary>The results of a file's rows. They add up to the rows processed so far.</summary>
/// <param name="Recorded">Rows of newly recorded receipts.</param>
/// <param name="Duplicate">Rows of receipts that the ledger already had.</param>
/// <param name="Conflict">Rows of receipts whose id the ledger has with other content.</param>
/// <param name="Rejected">Rows that cannot be read, or whose receipt has such a row.</param>
/// <param name="Ignored">Rows without any value.</param>
[GenerateSerializer, Immutable, Alias("retail.ImportRows")]
public sealed record ImportRows(
    [property: Id(0)] long Recorded,
    [property: Id(1)] long Duplicate,
    [property: Id(2)] long Conflict,
    [property: Id(3)] long Rejected,
    [property: Id(4)] long Ignored)
{
    /// <summary>No rows.</summary>
    public static ImportRows None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>The sum of all of them.</summary>
    public long Sum() => Recorded + Duplicate + Conflict + Rejected + Ignored;

    /// <summary>Adds the counts of two parts.</summary>
    public static ImportRows operator +(ImportRows left, ImportRows right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new ImportRows(
            left.Recorded + right.Recorded,
            left.Duplicate + right.Duplicate,
            left.Conflict + right.Conflict,
            left.Rejected + right.Rejected,
            left.Ignored + right.Ignored);
    }

    /// <inheritdoc cref="op_Addition"/>
    public static ImportRows Add(ImportRows left, ImportRows right) => left + right;
}

/// <param name="Name">The file's name, as the sender gave it.</param>
/// <param name="Phase">The import's state.</param>
/// <param name="Rows">The import continues after this data row. It has processed all receipts that end at or before it.</param>
/// <param name="RowsTotal">Number of data rows in the file; null until they are counted.</param>
/// <param name="Transactions">Receipts processed so far, except rejected ones.</param>
/// <param name="Recorded">Receipts newly recorded.</param>
/// <param name="Duplicates">Receipts that the ledger already had.</param>
/// <param name="Conflicts">Receipts whose id the ledger has with other content.</param>
/// <param name="Rejected">Receipts that could not be read.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null while it runs.</param>
/// <param name="Error">The reason of a failure.</param>
/// <param name="RowCounts">The results of the rows; null for an import that ended before rows were counted.</param>
/// <param name="Queued">The import waits until other imports of its silo have ended.</param>
/// <param name="Undo">The undo of the import; null when none was requested.</param>
[GenerateSerializer, Immutable, Alias("retail.ImportStatus")]
public sealed record ImportStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] ImportPhase Phase,
    [property: Id(2)] long Rows,
    [property: Id(3)] long? RowsTotal,
    [property: Id(4)] long Transactions,
    [property: Id(5)] long Recorded,
    [property: Id(6)] long Duplicates,
    [property: Id(7)] long Conflicts,
    [property: Id(8)] long Rejected,
    [property: Id(9)] DateTime StartedAt,
    [property: Id(10)] DateTime? FinishedAt,
    [property: Id(11)] string? Error,
    [property: Id(12)] ImportRows? RowCounts = null,
    [property: Id(13)] bool Queued = false,
    [property: Id(14)] ImportUndoStatus? Undo = null);

/// <summary>
/// The import of one uploaded file; get it by <see cref="ImportGrainKey.GetImport"/>. It resumes automatically after a restart.
/// </summary>
[Alias("retail.IImportGrain")]
public interface IImportGrain : IGrainWithStringKey
{
    /// <summary>Starts the import of a file whose upload is complete.</summary>
    [Alias("StartAsync")]
    Task StartAsync(string name);

    /// <summary>Resumes the import if it is unfinished and not running.</summary>
    [Alias("ResumeAsync")]
    ValueTask ResumeAsync();

    /// <summary>Returns the progress; null when the import does not exist.</summary>
    [Alias("StatusAsync")]
    ValueTask<ImportStatus?> StatusAsync();

    /// <summary>
    /// Begins to annul everything that the import recorded and that nobody has revised since. Returns the progress when it runs or is
    /// completed already; one that failed begins again. Does nothing, and returns the status without an undo, while the import runs.
    /// </summary>
    /// <param name="sub">Who requests it; null when unknown.</param>
    /// <returns>The status; null when the import does not exist.</returns>
    [Alias("UndoAsync"), RequiresRole(Roles.Operator, Roles.Producer), Audited("import.undo")]
    Task<ImportStatus?> UndoAsync(string? sub);

    /// <summary>Resumes an undo that the store lists as unfinished, if it is not running.</summary>
    [Alias("ResumeUndoAsync")]
    Task ResumeUndoAsync(string? sub);

    /// <summary>
    /// Deletes all data of an ended import whose retention has passed. What it recorded remains. Does nothing before, and while the import
    /// is being undone.
    /// </summary>
    [Alias("ForgetAsync")]
    Task ForgetAsync();
}
