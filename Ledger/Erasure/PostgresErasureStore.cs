using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using RetailGrains.Imports;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Ledger.Erasure;

internal sealed class PostgresErasureStore(NpgsqlDataSource source) : IErasureStore
{
    /// <summary>A transaction may have one mebibyte.</summary>
    private const int PageSize = 16;

    /// <summary>
    /// The share lock lasts until the transaction ends, so closing the entries waits for it. The server ends the transaction of a client
    /// that hangs.
    /// </summary>
    private const string LockRequest = "SELECT 1 FROM erasure WHERE customer_id = $1 AND phase < 2 FOR SHARE";

    private const string LimitIdleTime = "SET LOCAL idle_in_transaction_session_timeout = '10s'";

    public async Task BeginAsync(ErasedCustomer customer, DateTime requestedAt, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            INSERT INTO erasure AS known (pseudonym, customer_id, requested_at, found) VALUES ($1, $2, $3,
                EXISTS (SELECT FROM ledger WHERE customer_id = $2) OR EXISTS (SELECT FROM customer_catalogue WHERE id = $2)
                OR EXISTS (SELECT FROM audit WHERE target = $2 AND action LIKE 'customer.%'))
            ON CONFLICT (pseudonym) DO UPDATE SET customer_id = excluded.customer_id, finished_at = NULL,
                found = known.found OR excluded.found,
                phase = CASE WHEN known.finished_at IS NULL AND NOT EXISTS (SELECT FROM ledger WHERE customer_id = $2)
                    THEN known.phase ELSE 0 END,
                requested_at = CASE WHEN known.finished_at IS NULL THEN known.requested_at ELSE excluded.requested_at END
            """);
        command.Parameters.AddText(customer.Pseudonym);
        command.Parameters.AddText(customer.Id);
        command.Parameters.AddTimestamp(requestedAt);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<IReadOnlyList<PendingErasure>> PendingAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT pseudonym, customer_id, requested_at FROM erasure WHERE finished_at IS NULL ORDER BY requested_at, pseudonym");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        var pending = new List<PendingErasure>();
        while (await reader.ReadAsync(cancel))
        {
            string? id = reader.IsDBNull(1) ? null : reader.GetString(1);
            pending.Add(new PendingErasure(reader.GetString(0), id, reader.GetDateTime(2)));
        }

        return pending;
    }

    public async Task<StoredErasure?> FindAsync(string pseudonym, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT requested_at, finished_at FROM erasure WHERE pseudonym = $1");
        command.Parameters.AddText(pseudonym);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new StoredErasure(reader.GetDateTime(0), reader.IsDBNull(1) ? null : reader.GetDateTime(1))
            : null;
    }

    public async IAsyncEnumerable<string> CustomerIdsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT DISTINCT customer_id FROM ledger WHERE customer_id IS NOT NULL UNION ALL SELECT id FROM customer_catalogue");
        command.CommandTimeout = 0;
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) yield return reader.GetString(0);
    }

    public Task MarkFoundAsync(string pseudonym, CancellationToken cancel) =>
        ExecuteAsync("UPDATE erasure SET found = true WHERE pseudonym = $1", pseudonym, cancel);

    public Task OpenEntriesAsync(string pseudonym, CancellationToken cancel) =>
        ExecuteAsync("UPDATE erasure SET phase = 1 WHERE pseudonym = $1", pseudonym, cancel);

    public async Task EraseEntriesAsync(int partition, ErasedCustomer customer, EntrySealer sealer, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        if (!await LockRequestAsync(connection, customer.Id, cancel)) return;
        List<HashedRow> notes = await NotesAsync(connection, partition, customer.Id, cancel);
        await using var update = new NpgsqlCommand(
            """
            UPDATE ledger SET customer_id = $1, customer_digest = $2, note = NULL, note_digest = erased.digest
            FROM (
                SELECT l.sequence AS at, noted.digest
                FROM ledger l LEFT JOIN unnest($5, $6) AS noted (at, digest) ON noted.at = l.sequence
                WHERE l.partition = $3 AND l.customer_id = $4
            ) erased
            WHERE partition = $3 AND sequence = erased.at
            """,
            connection);
        update.Parameters.AddText(customer.Pseudonym);
        update.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = customer.Digest, NpgsqlDbType = NpgsqlDbType.Bytea });
        update.Parameters.AddSmallint((short)partition);
        update.Parameters.AddText(customer.Id);
        update.Parameters.AddArray<long>(NpgsqlDbType.Bigint, [.. notes.Select(row => row.Position.Sequence)]);
        update.Parameters.AddArray<byte[]>(NpgsqlDbType.Bytea, [.. notes.Select(sealer.ErasedNote)]);
        await update.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    public async Task<bool> TryCloseEntriesAsync(string pseudonym, CancellationToken cancel) =>
        await ExecuteAsync("UPDATE erasure SET phase = 2 WHERE pseudonym = $1 AND phase = 1", pseudonym, cancel) > 0;

    public async Task EraseRestAsync(PersonalText text, CancellationToken cancel)
    {
        ErasedCustomer customer = text.Customer;
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        List<(string ImportId, ImportProblem Problem)> problems = await FindProblemsAsync(connection, text, int.MaxValue, cancel);
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add("DELETE FROM customer_catalogue WHERE id = $1", customer.Id);
        Add("UPDATE audit SET target = $2 WHERE target = $1 AND action LIKE 'customer.%'", customer.Id, customer.Pseudonym);
        Add("DELETE FROM list_walk WHERE walk IN (SELECT walk FROM list_walk_ids WHERE $1 = ANY (ids))", customer.Id);
        Add(
            """
            UPDATE import_problem SET recorded = NULL, sent = NULL
            WHERE lower(field) = 'note' AND receipt IN (SELECT transaction_id FROM ledger WHERE customer_id = $1)
            """,
            customer.Pseudonym);
        if (problems.Count > 0) Add("UPDATE erasure SET found = true WHERE pseudonym = $1", customer.Pseudonym);
        foreach ((string importId, ImportProblem problem) in problems)
        {
            ImportProblem erased = text.Erase(problem);
            NpgsqlBatchCommand update = Add(
                "UPDATE import_problem SET reason = $2, recorded = $3, sent = $4 WHERE import_id = $1 AND line = $5 AND ordinal = $6",
                importId,
                erased.Reason,
                erased.Recorded,
                erased.Sent);
            update.Parameters.AddBigint(problem.Line);
            update.Parameters.AddInteger(problem.Ordinal);
        }

        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);

        NpgsqlBatchCommand Add(string sql, params string?[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (string? value in values) command.Parameters.AddText(value);
            batch.BatchCommands.Add(command);
            return command;
        }
    }

    public Task DeleteFiguresAsync(string customerId, CancellationToken cancel) => ExecuteAsync(
        """
        WITH days AS (
            DELETE FROM customer_day_projection WHERE id = $1 AND NOT EXISTS (SELECT FROM ledger WHERE customer_id = $1)
        )
        DELETE FROM customer_projection WHERE id = $1 AND NOT EXISTS (SELECT FROM ledger WHERE customer_id = $1)
        """,
        customerId,
        cancel);

    public async Task<bool> HasFiguresAsync(string customerId, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT EXISTS (SELECT FROM customer_projection WHERE id = $1)");
        command.Parameters.AddText(customerId);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    public async Task<bool> HasEntriesAsync(string customerId, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT EXISTS (SELECT FROM ledger WHERE customer_id = $1)");
        command.Parameters.AddText(customerId);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Only the tables' owner may vacuum: docs/privacy.md.</summary>
    public Task<bool> PurgeAsync(CancellationToken cancel) => Task.FromResult(true);

    public async Task<bool> TryForgetAsync(string pseudonym, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            WITH unknown AS (DELETE FROM erasure WHERE pseudonym = $1 AND phase = 2 AND NOT found RETURNING 1),
            known AS (UPDATE erasure SET customer_id = NULL WHERE pseudonym = $1 AND phase = 2 AND found RETURNING 1)
            SELECT EXISTS (SELECT FROM unknown) OR EXISTS (SELECT FROM known)
            """);
        command.Parameters.AddText(pseudonym);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    public async Task FinishAsync(string pseudonym, DateTime finishedAt, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "UPDATE erasure SET finished_at = $2 WHERE pseudonym = $1 AND customer_id IS NULL");
        command.Parameters.AddText(pseudonym);
        command.Parameters.AddTimestamp(finishedAt);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<IReadOnlyList<LedgerEntry>> EntriesAsync(string customerId, Position after, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            $"""
            SELECT {PostgresLedgerRow.Columns} FROM ledger WHERE customer_id = $1 AND (partition, sequence) > ($2, $3)
            ORDER BY partition, sequence LIMIT {PageSize}
            """);
        command.Parameters.AddText(customerId);
        command.Parameters.AddInteger(after.Partition);
        command.Parameters.AddBigint(after.Sequence);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        var entries = new List<LedgerEntry>();
        while (await reader.ReadAsync(cancel)) entries.Add(PostgresLedgerRow.Read(reader));
        return entries;
    }

    public async Task<IReadOnlyList<(string ImportId, ImportProblem Problem)>> ProblemsAsync(
        PersonalText text, int limit, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        return await FindProblemsAsync(connection, text, limit, cancel);
    }

    private static async Task<bool> LockRequestAsync(NpgsqlConnection connection, string customerId, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new NpgsqlBatchCommand(LimitIdleTime), new NpgsqlBatchCommand(LockRequest) },
        };
        batch.BatchCommands[1].Parameters.AddText(customerId);
        return await batch.ExecuteScalarAsync(cancel) is not null;
    }

    private static async Task<List<HashedRow>> NotesAsync(
        NpgsqlConnection connection, int partition, string customerId, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"{PostgresHashChainStore.Rows} WHERE partition = $1 AND customer_id = $2 AND note IS NOT NULL", connection);
        command.Parameters.AddSmallint((short)partition);
        command.Parameters.AddText(customerId);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<HashedRow>();
        while (await reader.ReadAsync(cancel)) rows.Add(PostgresHashChainStore.ReadRow(reader));
        return rows;
    }

    private static async Task<List<(string ImportId, ImportProblem Problem)>> FindProblemsAsync(
        NpgsqlConnection connection, PersonalText text, int limit, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {ImportProblemRow.Columns}, import_id FROM import_problem
            WHERE strpos(reason, '"' || $2) > 0 OR strpos(recorded, $1) > 0 OR strpos(sent, $1) > 0
                OR ($3 IS NOT NULL AND (strpos(reason, $3) > 0 OR strpos(recorded, $3) > 0 OR strpos(sent, $3) > 0))
            ORDER BY import_id, line, ordinal
            """,
            connection);
        command.Parameters.AddText(text.Customer.Id);
        command.Parameters.AddText(PersonalText.StartOf(text.Customer.Id));
        command.Parameters.AddText(text.Name);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        var problems = new List<(string, ImportProblem)>();
        while (problems.Count < limit && await row.ReadAsync(cancel))
        {
            ImportProblem problem = ImportProblemRow.Read(row);
            if (text.Erase(problem) != problem) problems.Add((row.GetString(row.FieldCount - 1), problem));
        }

        return problems;
    }

    private async Task<int> ExecuteAsync(string sql, string value, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(sql);
        command.Parameters.AddText(value);
        return await command.ExecuteNonQueryAsync(cancel);
    }
}
