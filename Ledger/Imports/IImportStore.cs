namespace RetailGrains.Ledger.Imports;

/// <summary>Uploaded files, kept until their import has ended, and what of them was not recorded.</summary>
public interface IImportStore
{
    /// <summary>
    /// Stores a file as it was sent (compressed, if it was) in chunks as they come, so that memory stays small. Only when the stream has
    /// ended well is the upload complete; what a cut-off upload left is deleted.
    /// </summary>
    /// <param name="file">Id, name and start; the id is new.</param>
    /// <param name="content">The bytes as sent.</param>
    /// <param name="cancel">Cancels.</param>
    Task UploadAsync(ImportFile file, Stream content, CancellationToken cancel);

    /// <summary>The file's bytes as they were sent, read chunk by chunk as the reader goes on.</summary>
    Task<Stream> OpenAsync(string importId, CancellationToken cancel);

    /// <summary>The import has ended: its chunks are deleted, its entry in the list stays.</summary>
    Task FinishAsync(string importId, CancellationToken cancel);

    /// <summary>Complete uploads whose import has not ended.</summary>
    Task<IReadOnlyList<ImportFile>> UnfinishedAsync(CancellationToken cancel);

    /// <summary>Complete uploads, newest first (start descending, id descending), after a place in that order.</summary>
    Task<IReadOnlyList<ImportFile>> ListAsync(ImportCursor? after, int limit, CancellationToken cancel);

    /// <summary>Adds problems; one that is there already (same import, line and ordinal) is left as it is.</summary>
    Task AddProblemsAsync(string importId, IReadOnlyList<ImportProblem> problems, CancellationToken cancel);

    /// <summary>How many problems are stored of an import.</summary>
    Task<long> CountProblemsAsync(string importId, CancellationToken cancel);

    /// <summary>Imports that have ended and began before a time, oldest first.</summary>
    Task<IReadOnlyList<string>> ExpiredAsync(DateTime before, int limit, CancellationToken cancel);

    /// <summary>Deletes a finished import with its problems; nothing when there is no such import, or it has not finished.</summary>
    Task DeleteAsync(string importId, CancellationToken cancel);

    /// <summary>The import's problems by line and ordinal, ascending, after a place in that order.</summary>
    Task<IReadOnlyList<ImportProblem>> ProblemsAsync(string importId, ImportProblemCursor? after, int limit, CancellationToken cancel);
}

/// <param name="ImportId">Its id.</param>
/// <param name="Name">The file's name, as the sender gave it.</param>
/// <param name="StartedAt">UTC, whole microseconds.</param>
/// <param name="Gzip">The content is compressed with gzip.</param>
public sealed record ImportFile(string ImportId, string Name, DateTime StartedAt, bool Gzip);

/// <summary>A place in the list of imports.</summary>
public sealed record ImportCursor(DateTime StartedAt, string ImportId);
