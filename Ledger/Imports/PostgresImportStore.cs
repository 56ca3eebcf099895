using Npgsql;
using NpgsqlTypes;
using RetailGrains.Imports;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger.Imports;

/// <param name="source">The connections for short statements.</param>
/// <param name="reads">The connections for lists.</param>
/// <param name="confirmInterval">Interval at which the process that receives an upload confirms that it still does.</param>
internal sealed partial class PostgresImportStore(NpgsqlDataSource source, NpgsqlDataSource reads, TimeSpan confirmInterval) : IImportStore
{
    private const int ChunkSize = 1 << 20;
    private const int DeletedAtATime = 10_000;

    /// <summary>Much shorter than the time after which an upload counts as abandoned.</summary>
    public static readonly TimeSpan ConfirmInterval = TimeSpan.FromSeconds(15);

    private const string Columns = "import_id, name, started_at, gzip, stores, sub";

    /// <summary>
    /// Every chunk has a separate commit, so that a slow sender holds neither a connection nor a transaction. The row's state hides the
    /// upload until it is complete.
    /// </summary>
    public async Task UploadAsync(ImportFile file, Stream content, CancellationToken cancel)
    {
        await DeleteAbandonedAsync(cancel);
        await BeginAsync(file, cancel);
        using var received = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task confirming = ConfirmAsync(file.ImportId, received.Token);
        try
        {
            byte[] buffer = new byte[ChunkSize];
            for (int ordinal = 0; await content.ReadAtLeastAsync(buffer, ChunkSize, false, cancel) is > 0 and int length; ordinal++)
                await AddChunkAsync(file.ImportId, ordinal, buffer.AsMemory(0, length), cancel);
            if (await ExecuteAsync("UPDATE import_file SET state = 'complete' WHERE import_id = $1", file.ImportId, cancel) == 0)
                throw new IOException($"The upload of import {file.ImportId} made no progress for two minutes and was deleted.");
        }
        catch
        {
            await DropUploadAsync(file.ImportId);
            throw;
        }
        finally
        {
            await received.CancelAsync();
            await confirming;
        }
    }

    public async Task<Stream> OpenAsync(string importId, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT EXISTS (SELECT FROM import_file WHERE import_id = $1 AND state = 'complete')");
        command.Parameters.AddText(importId);
        return await command.ExecuteScalarAsync(cancel) is true
            ? new ChunkStream((ordinal, token) => ReadChunkAsync(importId, ordinal, token))
            : throw new FileNotFoundException(
                $"The file of import {importId} is not stored: its upload is incomplete, or the import has ended.");
    }

    public Task FinishAsync(string importId, CancellationToken cancel) => ExecuteAsync(
        """
        WITH finished AS (UPDATE import_file SET state = 'finished' WHERE import_id = $1 AND state = 'complete')
        DELETE FROM import_chunk WHERE import_id = $1
        """,
        importId,
        cancel);

    public async Task<bool> HasUploadAsync(DateTime upTo, CancellationToken cancel)
    {
        await DeleteAbandonedAsync(cancel);
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT EXISTS (SELECT FROM import_file WHERE state = 'uploading' AND started_at <= $1)");
        command.Parameters.AddTimestamp(upTo);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    public async Task<IReadOnlyList<ImportFile>> UnfinishedAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            $"SELECT {Columns} FROM import_file WHERE state = 'complete' ORDER BY started_at, import_id");
        return await ReadFilesAsync(command, cancel);
    }

    public async Task<ImportFile?> FindAsync(string importId, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            $"SELECT {Columns} FROM import_file WHERE import_id = $1 AND state <> 'uploading'");
        command.Parameters.AddText(importId);
        return (await ReadFilesAsync(command, cancel)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<ImportFile>> ListAsync(
        ImportCursor? after, IReadOnlyCollection<string>? within, int limit, CancellationToken cancel)
    {
        await using NpgsqlCommand command = reads.CreateCommand(
            $"""
            SELECT {Columns} FROM import_file
            WHERE state <> 'uploading' AND ($1 IS NULL OR (started_at, import_id) < ($1, $2))
                AND ($4 IS NULL OR stores <@ $4)
            ORDER BY started_at DESC, import_id DESC LIMIT $3
            """);
        command.Parameters.AddTimestamp(after?.StartedAt);
        command.Parameters.AddText(after?.ImportId);
        command.Parameters.AddInteger(limit);
        command.Parameters.AddTexts(within);
        return await ReadFilesAsync(command, cancel);
    }

    public async Task AddProblemsAsync(string importId, IReadOnlyList<ImportProblem> problems, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            $"""
            INSERT INTO import_problem (import_id, {ImportProblemRow.Columns})
            SELECT $1, {ImportProblemRow.Columns} FROM unnest($2, $3, $4, $5, $6, $7, $8, $9) AS problem ({ImportProblemRow.Columns})
            ON CONFLICT DO NOTHING
            """);
        command.Parameters.AddText(importId);
        command.Parameters.AddArray(NpgsqlDbType.Bigint, [.. problems.Select(problem => problem.Line)]);
        command.Parameters.AddArray(NpgsqlDbType.Integer, [.. problems.Select(problem => problem.Ordinal)]);
        command.Parameters.AddArray(NpgsqlDbType.Smallint, [.. problems.Select(problem => (short)problem.Kind)]);
        command.Parameters.AddArray(NpgsqlDbType.Text, [.. problems.Select(problem => problem.Receipt)]);
        command.Parameters.AddArray(NpgsqlDbType.Text, [.. problems.Select(problem => problem.Field)]);
        command.Parameters.AddArray(NpgsqlDbType.Text, [.. problems.Select(problem => problem.Reason)]);
        command.Parameters.AddArray(NpgsqlDbType.Text, [.. problems.Select(problem => problem.Recorded)]);
        command.Parameters.AddArray(NpgsqlDbType.Text, [.. problems.Select(problem => problem.Sent)]);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<long> CountProblemsAsync(string importId, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT count(*) FROM import_problem WHERE import_id = $1");
        command.Parameters.AddText(importId);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async Task<IReadOnlyList<string>> ExpiredAsync(DateTime before, int limit, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            $"""
            SELECT import_id FROM import_file WHERE {IsExpired} ORDER BY started_at, import_id LIMIT $2
            """);
        command.Parameters.AddTimestamp(before);
        command.Parameters.AddInteger(limit);
        var ids = new List<string>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) ids.Add(reader.GetString(0));
        return ids;
    }

    public async Task<bool> IsExpiredAsync(string importId, DateTime before, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand($"SELECT 1 FROM import_file WHERE {IsExpired} AND import_id = $2");
        command.Parameters.AddTimestamp(before);
        command.Parameters.AddText(importId);
        return await command.ExecuteScalarAsync(cancel) is not null;
    }

    /// <summary>Imports of earlier versions may have millions of problems, so they are deleted in parts.</summary>
    public async Task DeleteAsync(string importId, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            DELETE FROM import_problem WHERE ctid = ANY (ARRAY(
                SELECT problem.ctid FROM import_problem AS problem JOIN import_file AS file USING (import_id)
                WHERE import_id = $1 AND file.state = 'finished' LIMIT $2))
            """);
        command.Parameters.AddText(importId);
        command.Parameters.AddInteger(DeletedAtATime);
        while (await command.ExecuteNonQueryAsync(cancel) == DeletedAtATime)
        {
            // there are more
        }

        await ExecuteAsync("DELETE FROM import_file WHERE import_id = $1 AND state = 'finished'", importId, cancel);
    }

    public async Task<IReadOnlyList<ImportProblem>> ProblemsAsync(
        string importId, ImportProblemCursor? after, int limit, CancellationToken cancel)
    {
        await using NpgsqlCommand command = reads.CreateCommand(
            $"""
            SELECT {ImportProblemRow.Columns} FROM import_problem
            WHERE import_id = $1 AND (line, ordinal) > ($2, $3) ORDER BY line, ordinal LIMIT $4
            """);
        command.Parameters.AddText(importId);
        command.Parameters.AddWithValue(after?.Line ?? 0L);
        command.Parameters.AddInteger(after?.Ordinal ?? 0);
        command.Parameters.AddInteger(limit);
        var problems = new List<ImportProblem>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) problems.Add(ImportProblemRow.Read(reader));
        return problems;
    }

    private static async Task<IReadOnlyList<ImportFile>> ReadFilesAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        var files = new List<ImportFile>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            string[]? stores = reader.IsDBNull(4) ? null : reader.GetFieldValue<string[]>(4);
            string? sub = reader.TextOrNull(5);
            files.Add(
                new ImportFile(reader.GetString(0), reader.GetString(1), reader.GetDateTime(2), reader.GetBoolean(3), stores, sub));
        }

        return files;
    }

    /// <summary>
    /// Deletes incomplete uploads whose process has died, because it confirms them no longer. One whose process was only cut off from the
    /// database for that long loses its row, and its next chunk fails.
    /// </summary>
    private async Task DeleteAbandonedAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "DELETE FROM import_file WHERE state = 'uploading' AND progressed_at < now() - interval '2 minutes'");
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task BeginAsync(ImportFile file, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            $"INSERT INTO import_file ({Columns}, state, progressed_at) VALUES ($1, $2, $3, $4, $5, $6, 'uploading', now())");
        command.Parameters.AddText(file.ImportId);
        command.Parameters.AddText(file.Name);
        command.Parameters.AddTimestamp(file.StartedAt);
        command.Parameters.AddWithValue(file.Gzip);
        command.Parameters.AddTexts(file.Stores);
        command.Parameters.AddText(file.Sub);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A slow sender takes long to fill a chunk. Meanwhile the row shows that its process lives.</summary>
    private async Task ConfirmAsync(string importId, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(confirmInterval, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await TryConfirmAsync(importId, stop);
        }
        catch (OperationCanceledException)
        {
            // the upload has ended
        }
    }

    private async Task TryConfirmAsync(string importId, CancellationToken stop)
    {
        try
        {
            await ExecuteAsync("UPDATE import_file SET progressed_at = now() WHERE import_id = $1", importId, stop);
        }
        catch (NpgsqlException)
        {
            // the next confirmation or the next chunk tries again
        }
    }

    private async Task AddChunkAsync(string importId, int ordinal, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            WITH progressed AS (UPDATE import_file SET progressed_at = now() WHERE import_id = $1)
            INSERT INTO import_chunk (import_id, ordinal, content) VALUES ($1, $2, $3)
            """);
        command.Parameters.AddText(importId);
        command.Parameters.AddInteger(ordinal);
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = content, NpgsqlDbType = NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<byte[]?> ReadChunkAsync(string importId, int ordinal, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT content FROM import_chunk WHERE import_id = $1 AND ordinal = $2");
        command.Parameters.AddText(importId);
        command.Parameters.AddInteger(ordinal);
        return (byte[]?)await command.ExecuteScalarAsync(cancel);
    }

    /// <summary>The sender must receive the failure of the upload, even if the database is unreachable for this deletion.</summary>
    private async Task DropUploadAsync(string importId)
    {
        try
        {
            await ExecuteAsync("DELETE FROM import_file WHERE import_id = $1", importId, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The upload remains hidden and is later deleted as abandoned.
        }
    }

    private async Task<int> ExecuteAsync(string sql, string importId, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(sql);
        command.Parameters.AddText(importId);
        return await command.ExecuteNonQueryAsync(cancel);
    }
}
