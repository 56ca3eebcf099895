using RetailGrains.Imports;

namespace RetailGrains.Ledger.Imports;

/// <summary>Uploaded files, kept until their import has ended, and the problems of their imports.</summary>
public interface IImportStore
{
    /// <summary>
    /// Stores a file as sent (compressed, if it was) in chunks as they arrive, so that memory stays small. The upload is complete only when
    /// the stream has ended successfully; the chunks of an interrupted upload are deleted.
    /// </summary>
    /// <param name="file">Id, name and start; the id must be new.</param>
    /// <param name="content">The bytes as sent.</param>
    /// <param name="cancel">Cancels the upload.</param>
    Task UploadAsync(ImportFile file, Stream content, CancellationToken cancel);

    /// <summary>Returns the file's bytes as sent; chunks are read on demand.</summary>
    Task<Stream> OpenAsync(string importId, CancellationToken cancel);

    /// <summary>Marks an import as ended: deletes its chunks and keeps its entry in the list.</summary>
    Task FinishAsync(string importId, CancellationToken cancel);

    /// <summary>
    /// Deletes incomplete uploads whose process has ended, and returns whether another one is incomplete that began until a time.
    /// </summary>
    Task<bool> HasUploadAsync(DateTime upTo, CancellationToken cancel);

    /// <summary>Returns complete uploads whose import has not ended.</summary>
    Task<IReadOnlyList<ImportFile>> UnfinishedAsync(CancellationToken cancel);

    /// <summary>Returns a complete upload, also after its import has ended; null when there is none.</summary>
    Task<ImportFile?> FindAsync(string importId, CancellationToken cancel);

    /// <summary>Returns complete uploads, newest first (start descending, id descending), after a cursor in that order.</summary>
    /// <param name="after">The cursor; null for the newest.</param>
    /// <param name="within">Only uploads of senders that were bound to some of these stores and to no others; null for all uploads.</param>
    /// <param name="limit">The maximum number.</param>
    /// <param name="cancel">Cancels the query.</param>
    Task<IReadOnlyList<ImportFile>> ListAsync(
        ImportCursor? after, IReadOnlyCollection<string>? within, int limit, CancellationToken cancel);

    /// <summary>Adds problems; one that already exists (same import, line and ordinal) is not changed.</summary>
    Task AddProblemsAsync(string importId, IReadOnlyList<ImportProblem> problems, CancellationToken cancel);

    /// <summary>Returns the number of stored problems of an import.</summary>
    Task<long> CountProblemsAsync(string importId, CancellationToken cancel);

    /// <summary>Stores that an import is to be undone. The first request counts.</summary>
    /// <param name="undo">The import, which must have ended, and who requests it.</param>
    /// <param name="cancel">Cancels the write.</param>
    Task BeginUndoAsync(ImportUndo undo, CancellationToken cancel);

    /// <summary>Returns the undos that have not ended.</summary>
    Task<IReadOnlyList<ImportUndo>> UndosAsync(CancellationToken cancel);

    /// <summary>Marks an undo as ended.</summary>
    Task EndUndoAsync(string importId, CancellationToken cancel);

    /// <summary>Returns imports that have ended, are not being undone, and were started before a time, oldest first.</summary>
    Task<IReadOnlyList<string>> ExpiredAsync(DateTime before, int limit, CancellationToken cancel);

    /// <summary>Returns whether <see cref="ExpiredAsync"/> would list an import.</summary>
    Task<bool> IsExpiredAsync(string importId, DateTime before, CancellationToken cancel);

    /// <summary>Deletes a finished import with its problems. Does nothing when the import does not exist or has not finished.</summary>
    Task DeleteAsync(string importId, CancellationToken cancel);

    /// <summary>Returns the import's problems by line and ordinal, ascending, after a cursor in that order.</summary>
    Task<IReadOnlyList<ImportProblem>> ProblemsAsync(string importId, ImportProblemCursor? after, int limit, CancellationToken cancel);
}

/// <param name="ImportId">The import's id.</param>
/// <param name="Name">The file's name, as the sender gave it.</param>
/// <param name="StartedAt">UTC, whole microseconds.</param>
/// <param name="Gzip">The content is compressed with gzip.</param>
/// <param name="Stores">The stores that the sender was bound to; null when it was not bound.</param>
/// <param name="Sub">The account or client that sent it; null when unknown.</param>
public sealed record ImportFile(
    string ImportId, string Name, DateTime StartedAt, bool Gzip, IReadOnlyList<string>? Stores = null, string? Sub = null);

/// <summary>An undo of an import that has not ended.</summary>
/// <param name="ImportId">The import's id.</param>
/// <param name="Sub">The account or client that requested it; null when unknown.</param>
public sealed record ImportUndo(string ImportId, string? Sub);

/// <summary>A keyset cursor in the list of imports.</summary>
public sealed record ImportCursor(DateTime StartedAt, string ImportId);
