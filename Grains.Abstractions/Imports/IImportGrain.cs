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

/// <param name="Name">The file's name, as the sender gave it.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Rows">Data rows dealt with so far.</param>
/// <param name="RowsTotal">Data rows in the file; null until they are counted.</param>
/// <param name="Transactions">Invoices dealt with so far, rejected ones not included.</param>
/// <param name="Recorded">Those newly recorded. After a cut, what was recorded in the last moment before it counts as duplicate.</param>
/// <param name="Duplicates">Those that the ledger had already.</param>
/// <param name="Conflicts">Those whose id the ledger has with other content.</param>
/// <param name="Rejected">Invoices that could not be read.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null while it runs.</param>
/// <param name="Error">Why it failed.</param>
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
    [property: Id(11)] string? Error);

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
}
