namespace RetailGrains.Imports;

/// <summary>Where an import stands. The numbers are stored: never renumber them.</summary>
public enum ImportPhase : byte
{
    /// <summary>Under way, or waiting to go on.</summary>
    Running = 0,

    /// <summary>Every invoice of the file is recorded, known, in conflict or rejected.</summary>
    Completed = 1,

    /// <summary>Given up; the error says why. What was recorded before stays.</summary>
    Failed = 2,
}

/// <summary>What became of a file's rows. They add up to the rows that are dealt with.</summary>
/// <param name="Recorded">Of receipts that were newly recorded.</param>
/// <param name="Duplicate">Of receipts that the ledger had already.</param>
/// <param name="Conflict">Of receipts whose id the ledger has with other content.</param>
/// <param name="Rejected">That can't be read, or whose receipt has such a row.</param>
/// <param name="Ignored">Without any value.</param>
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

    /// <summary>All of them.</summary>
    public long Sum() => Recorded + Duplicate + Conflict + Rejected + Ignored;

    /// <summary>Both together.</summary>
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
/// <param name="Phase">Where it stands.</param>
/// <param name="Rows">All receipts that end with this data row or before it are dealt with: the import goes on behind it.</param>
/// <param name="RowsTotal">Data rows in the file; null until they are counted.</param>
/// <param name="Transactions">Invoices dealt with so far, rejected ones not included.</param>
/// <param name="Recorded">Those newly recorded.</param>
/// <param name="Duplicates">Those that the ledger had already.</param>
/// <param name="Conflicts">Those whose id the ledger has with other content.</param>
/// <param name="Rejected">Invoices that could not be read.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null while it runs.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="RowCounts">What became of the rows; null of an import that ended before they were counted.</param>
/// <param name="Queued">It waits until other imports of its silo have ended.</param>
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
    [property: Id(13)] bool Queued = false);

/// <summary>
/// The import of one uploaded file; reach it by <see cref="ImportGrainKey.GetImport"/>. It goes on by itself after a restart.
/// </summary>
[Alias("retail.IImportGrain")]
public interface IImportGrain : IGrainWithStringKey
{
    /// <summary>Begins the import of a file whose upload is complete.</summary>
    [Alias("StartAsync")]
    Task StartAsync(string name);

    /// <summary>Goes on, if it is unfinished and not under way.</summary>
    [Alias("ResumeAsync")]
    ValueTask ResumeAsync();

    /// <summary>How far it is; null when there is no such import.</summary>
    [Alias("StatusAsync")]
    ValueTask<ImportStatus?> StatusAsync();

    /// <summary>Deletes everything that is kept of an import that has ended. What it recorded stays. One that has not ended is left alone.</summary>
    [Alias("ForgetAsync")]
    Task ForgetAsync();
}
