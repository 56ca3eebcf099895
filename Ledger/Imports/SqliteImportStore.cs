using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using RetailGrains.Imports;
using RetailGrains.Ledger.Rows;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Imports;

internal sealed partial class SqliteImportStore(SqliteFile file) : IImportStore
{
    private const int ChunkSize = 256 * 1024;
    private const int DeletedAtATime = 1_000;
    private const string Columns = "import_id, name, started_at, gzip, stores, sub";

    /// <summary>Uploads in progress in this process; any other incomplete upload was left by a process that has ended.</summary>
    private readonly ConcurrentDictionary<string, bool> _underWay = new();

    public async Task UploadAsync(ImportFile upload, Stream content, CancellationToken cancel)
    {
        _underWay.TryAdd(upload.ImportId, true);
        try
        {
            await DropLeftoversAsync(cancel).ConfigureAwait(false);
            await file.WriteAsync(session => Begin(session, upload), cancel).ConfigureAwait(false);
            await CopyAsync(upload.ImportId, content, cancel).ConfigureAwait(false);
            await file.WriteAsync(session => Complete(session, upload.ImportId), cancel).ConfigureAwait(false);
        }
        catch
        {
            await file.WriteAsync(session => Drop(session, upload.ImportId), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        finally
        {
            _underWay.TryRemove(upload.ImportId, out _);
        }
    }

    public async Task<Stream> OpenAsync(string importId, CancellationToken cancel)
    {
        long known = await file.ReadAsync(
            session => session.Number(
                "SELECT count(*) FROM import_file WHERE import_id = $id AND state = 'complete'", ("$id", importId)),
            cancel).ConfigureAwait(false);
        return known == 1
            ? new ChunkStream((ordinal, token) => file.ReadAsync(session => Chunk(session, importId, ordinal), token))
            : throw new FileNotFoundException($"There is no uploaded file of import {importId}.");
    }

    public Task FinishAsync(string importId, CancellationToken cancel) => file.WriteAsync(
        session =>
        {
            session.Execute(
                "UPDATE import_file SET state = 'finished' WHERE import_id = $id AND state = 'complete'", ("$id", importId));
            session.Execute("DELETE FROM import_chunk WHERE import_id = $id", ("$id", importId));
        },
        cancel);

    public async Task<bool> HasUploadAsync(DateTime upTo, CancellationToken cancel)
    {
        await DropLeftoversAsync(cancel).ConfigureAwait(false);
        return await file.ReadAsync(
            session => session.Number(
                "SELECT EXISTS (SELECT 1 FROM import_file WHERE state = 'uploading' AND started_at <= $at)",
                ("$at", SqliteValues.Micros(upTo))) == 1,
            cancel).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<ImportFile>> UnfinishedAsync(CancellationToken cancel) => await file.ReadAsync(
        session => session.Query(
            $"SELECT {Columns} FROM import_file WHERE state = 'complete' ORDER BY started_at, import_id", ToFile),
        cancel).ConfigureAwait(false);

    public async Task<ImportFile?> FindAsync(string importId, CancellationToken cancel) => (await file.ReadAsync(
        session => session.Query(
            $"SELECT {Columns} FROM import_file WHERE import_id = $id AND state <> 'uploading'", ToFile, ("$id", importId)),
        cancel).ConfigureAwait(false)).SingleOrDefault();

    public async Task<IReadOnlyList<ImportFile>> ListAsync(
        ImportCursor? after, IReadOnlyCollection<string>? within, int limit, CancellationToken cancel) => await file.ReadAsync(
        session => session.Query(
            $"""
            SELECT {Columns} FROM import_file
            WHERE state <> 'uploading' AND ($at IS NULL OR (started_at, import_id) < ($at, $id))
                AND ($within IS NULL OR (stores IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM json_each(stores) WHERE value NOT IN (SELECT value FROM json_each($within)))))
            ORDER BY started_at DESC, import_id DESC LIMIT $limit
            """,
            ToFile,
            ("$at", SqliteValues.Micros(after?.StartedAt)),
            ("$id", after?.ImportId),
            ("$within", Json(within)),
            ("$limit", limit)),
        cancel).ConfigureAwait(false);

    public Task AddProblemsAsync(string importId, IReadOnlyList<ImportProblem> problems, CancellationToken cancel) => file.WriteAsync(
        session =>
        {
            foreach (ImportProblem problem in problems)
            {
                session.Execute(
                    $"""
                    INSERT INTO import_problem (import_id, {ImportProblemRow.Columns})
                    VALUES ($id, $line, $ordinal, $kind, $receipt, $field, $reason, $recorded, $sent)
                    ON CONFLICT DO NOTHING
                    """,
                    ("$id", importId),
                    ("$line", problem.Line),
                    ("$ordinal", problem.Ordinal),
                    ("$kind", (int)problem.Kind),
                    ("$receipt", problem.Receipt),
                    ("$field", problem.Field),
                    ("$reason", problem.Reason),
                    ("$recorded", problem.Recorded),
                    ("$sent", problem.Sent));
            }
        },
        cancel);

    public async Task<long> CountProblemsAsync(string importId, CancellationToken cancel) => (await file.ReadAsync(
        session => session.Query(
            "SELECT count(*) FROM import_problem WHERE import_id = $id", row => row.GetInt64(0), ("$id", importId)),
        cancel).ConfigureAwait(false))[0];

    public async Task<IReadOnlyList<string>> ExpiredAsync(DateTime before, int limit, CancellationToken cancel) => await file.ReadAsync(
        session => session.Query(
            $"""
            SELECT import_id FROM import_file WHERE {IsExpired} ORDER BY started_at, import_id LIMIT $limit
            """,
            row => row.GetString(0),
            ("$before", SqliteValues.Micros(before)),
            ("$limit", limit)),
        cancel).ConfigureAwait(false);

    public async Task<bool> IsExpiredAsync(string importId, DateTime before, CancellationToken cancel) => (await file.ReadAsync(
        session => session.Query(
            $"SELECT 1 FROM import_file WHERE import_id = $id AND {IsExpired}",
            _ => true,
            ("$id", importId),
            ("$before", SqliteValues.Micros(before))),
        cancel).ConfigureAwait(false)).Count > 0;

    /// <summary>Imports of earlier versions may have millions of problems, and commits to the ledger wait for the single writer.</summary>
    public async Task DeleteAsync(string importId, CancellationToken cancel)
    {
        int deleted;
        do
        {
            deleted = await file.WriteAsync(
                session => session.Execute(
                    """
                    DELETE FROM import_problem WHERE import_id = $id AND (line, ordinal) IN (
                        SELECT line, ordinal FROM import_problem WHERE import_id = $id AND EXISTS (
                            SELECT 1 FROM import_file WHERE import_id = $id AND state = 'finished') LIMIT $limit)
                    """,
                    ("$id", importId),
                    ("$limit", DeletedAtATime)),
                cancel).ConfigureAwait(false);
        }
        while (deleted == DeletedAtATime);

        await file.WriteAsync(
            session => session.Execute("DELETE FROM import_file WHERE import_id = $id AND state = 'finished'", ("$id", importId)),
            cancel).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<ImportProblem>> ProblemsAsync(
        string importId, ImportProblemCursor? after, int limit, CancellationToken cancel) => await file.ReadAsync(
        session => session.Query(
            $"""
            SELECT {ImportProblemRow.Columns} FROM import_problem
            WHERE import_id = $id AND (line, ordinal) > ($line, $ordinal) ORDER BY line, ordinal LIMIT $limit
            """,
            ImportProblemRow.Read,
            ("$id", importId),
            ("$line", after?.Line ?? 0),
            ("$ordinal", after?.Ordinal ?? 0),
            ("$limit", limit)),
        cancel).ConfigureAwait(false);

    private async Task CopyAsync(string importId, Stream content, CancellationToken cancel)
    {
        var buffer = new byte[ChunkSize];
        for (int ordinal = 0; ; ordinal++)
        {
            int length = await content.ReadAtLeastAsync(buffer, ChunkSize, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
            if (length == 0) return;
            byte[] chunk = buffer[..length];
            int place = ordinal;
            await file.WriteAsync(
                session => session.Execute(
                    "INSERT INTO import_chunk (import_id, ordinal, content) VALUES ($id, $ordinal, $content)",
                    ("$id", importId),
                    ("$ordinal", place),
                    ("$content", chunk)),
                cancel).ConfigureAwait(false);
        }
    }

    private async Task DropLeftoversAsync(CancellationToken cancel)
    {
        List<string> incomplete = await file.ReadAsync(
            session => session.Query(
                "SELECT import_id FROM import_file WHERE state = 'uploading'", row => row.GetString(0)),
            cancel).ConfigureAwait(false);
        foreach (string importId in incomplete.Where(id => !_underWay.ContainsKey(id)))
            await file.WriteAsync(session => Drop(session, importId), cancel).ConfigureAwait(false);
    }

    private static void Begin(SqliteSession session, ImportFile upload) => session.Execute(
        $"INSERT INTO import_file ({Columns}, state) VALUES ($id, $name, $started_at, $gzip, $stores, $sub, 'uploading')",
        ("$id", upload.ImportId),
        ("$name", upload.Name),
        ("$started_at", SqliteValues.Micros(upload.StartedAt)),
        ("$gzip", upload.Gzip ? 1 : 0),
        ("$stores", Json(upload.Stores)),
        ("$sub", upload.Sub));

    private static void Complete(SqliteSession session, string importId) =>
        session.Execute("UPDATE import_file SET state = 'complete' WHERE import_id = $id", ("$id", importId));

    /// <summary>Deletes an upload only if it is incomplete.</summary>
    private static void Drop(SqliteSession session, string importId)
    {
        int dropped = session.Execute("DELETE FROM import_file WHERE import_id = $id AND state = 'uploading'", ("$id", importId));
        if (dropped == 1) session.Execute("DELETE FROM import_chunk WHERE import_id = $id", ("$id", importId));
    }

    private static byte[]? Chunk(SqliteSession session, string importId, int ordinal) => session.Query(
        "SELECT content FROM import_chunk WHERE import_id = $id AND ordinal = $ordinal",
        row => row.GetFieldValue<byte[]>(0),
        ("$id", importId),
        ("$ordinal", ordinal)).SingleOrDefault();

    private static ImportFile ToFile(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        SqliteValues.Time(row.GetInt64(2)),
        row.GetInt64(3) == 1,
        row.IsDBNull(4) ? null : JsonSerializer.Deserialize<string[]>(row.GetString(4)),
        row.TextOrNull(5));

    private static string? Json(IReadOnlyCollection<string>? stores) => stores is null ? null : JsonSerializer.Serialize(stores);
}
