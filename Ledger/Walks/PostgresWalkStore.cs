using Npgsql;
using NpgsqlTypes;
using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Ledger.Walks;

internal sealed class PostgresWalkStore(NpgsqlDataSource source) : IWalkStore
{
    /// <summary>
    /// Held while a process writes a walk, so that two processes do not delete the same old walks concurrently. The number is arbitrary.
    /// </summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(7316254017296)";

    public async Task<WalkPart?> ReadAsync(Guid walk, int from, int count, DateTime now, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        (int Size, DateTime UsedAt)? found = null;
        var chunks = new List<string[]>();
        await using (var batch = new NpgsqlBatch(connection))
        {
            batch.BatchCommands.Add(Command("SELECT size, used_at FROM list_walk WHERE walk = $1", walk));
            NpgsqlBatchCommand ids = Command(
                "SELECT ids FROM list_walk_ids WHERE walk = $1 AND chunk BETWEEN $2 AND $3 ORDER BY chunk", walk);
            ids.Parameters.AddInteger(WalkChunks.First(from));
            ids.Parameters.AddInteger(WalkChunks.Last(from, count));
            batch.BatchCommands.Add(ids);
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancel);
            if (await reader.ReadAsync(cancel)) found = (reader.GetInt32(0), reader.GetDateTime(1));
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel)) chunks.Add(reader.GetFieldValue<string[]>(0));
        }

        if (found is not { } walkRow) return null;
        if (now - walkRow.UsedAt > WalkChunks.MarkInterval) await MarkAsync(connection, walk, now, cancel);
        return WalkChunks.Part(walkRow.Size, chunks, from, count);
    }

    public async Task WriteAsync(Guid walk, IReadOnlyList<string> ids, WalkBounds bounds, DateTime now, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Lock));
            batch.BatchCommands.Add(Old(walk, ids.Count, bounds, now));
            await batch.ExecuteNonQueryAsync(cancel);
        }

        await using var begin = new NpgsqlCommand(
            "INSERT INTO list_walk (walk, size, used_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", connection, transaction);
        begin.Parameters.AddWithValue(walk);
        begin.Parameters.AddInteger(ids.Count);
        begin.Parameters.AddTimestamp(now);
        if (await begin.ExecuteNonQueryAsync(cancel) == 1) await CopyAsync(connection, walk, ids, cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, Guid walk, IReadOnlyList<string> ids, CancellationToken cancel)
    {
        await using NpgsqlBinaryImporter writer = await connection.BeginBinaryImportAsync(
            "COPY list_walk_ids (walk, chunk, ids) FROM STDIN (FORMAT binary)", cancel);
        int number = 0;
        foreach (string[] chunk in WalkChunks.Of(ids))
        {
            await writer.StartRowAsync(cancel);
            await writer.WriteAsync(walk, NpgsqlDbType.Uuid, cancel);
            await writer.WriteAsync(number++, NpgsqlDbType.Integer, cancel);
            await writer.WriteAsync(chunk, NpgsqlDbType.Array | NpgsqlDbType.Text, cancel);
        }

        await writer.CompleteAsync(cancel);
    }

    private static async Task MarkAsync(NpgsqlConnection connection, Guid walk, DateTime now, CancellationToken cancel)
    {
        await using var mark = new NpgsqlCommand("UPDATE list_walk SET used_at = $2 WHERE walk = $1 AND used_at < $2", connection);
        mark.Parameters.AddWithValue(walk);
        mark.Parameters.AddTimestamp(now);
        await mark.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Deletes the walks that leave no room for another, least recently used first.</summary>
    private static NpgsqlBatchCommand Old(Guid walk, int size, WalkBounds bounds, DateTime now)
    {
        NpgsqlBatchCommand command = Command(
            """
            DELETE FROM list_walk WHERE walk <> $1 AND (used_at < $2 OR walk IN (
                SELECT walk FROM (
                    SELECT walk, row_number() OVER latest AS number, sum(size) OVER latest AS ids FROM list_walk
                    WINDOW latest AS (ORDER BY used_at DESC, walk)) ranked
                WHERE number > $3 OR ids > $4))
            """,
            walk);
        command.Parameters.AddTimestamp(now - bounds.Unused);
        command.Parameters.AddInteger(bounds.Walks - 1);
        command.Parameters.AddBigint(bounds.Ids - size);
        return command;
    }

    private static NpgsqlBatchCommand Command(string sql, Guid walk)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = walk });
        return command;
    }
}
