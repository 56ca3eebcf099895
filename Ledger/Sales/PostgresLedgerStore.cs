using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using RetailGrains.Figures;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger;

/// <param name="source">The pool for the ledger itself.</param>
/// <param name="reads">The pool for lists that callers request.</param>
internal sealed partial class PostgresLedgerStore(NpgsqlDataSource source, NpgsqlDataSource reads) : ILedgerStore
{
    private const string Columns = PostgresLedgerRow.Columns;

    /// <summary>The error code of the trigger in <c>008_dead_silos.sql</c>.</summary>
    private const string DeadSilo = "RG001";

    /// <summary>Bytes of rows that are encoded before they are sent.</summary>
    private const int CopyChunk = 32 << 10;

    private const string Records = "effect = 0";

    /// <summary>A scalar subquery, because the planner must look an annulment up for each row, and not read all annulments.</summary>
    private const string IsInEffect =
        $"""
        {Records} AND (
            SELECT 1 FROM ledger a
            WHERE a.transaction_id = ledger.transaction_id AND a.effect = 1 AND a.takes_back = ledger.revision
            LIMIT 1
        ) IS NULL
        """;

    /// <summary>COPY is one statement, so it is atomic and takes one round trip, however many entries it has.</summary>
    public async Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        try
        {
            await CopyAsync(connection, entries, cancel);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new LedgerRefusedException($"A key already exists: {e.ConstraintName}", e);
        }
        catch (PostgresException e) when (e.SqlState == DeadSilo)
        {
            throw new StaleActivationException(e.MessageText, e);
        }
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<LedgerEntry> entries, CancellationToken cancel)
    {
        bool more = entries.Any(PostgresLedgerRow.HasMore);
        NpgsqlRawCopyStream copy = await connection.BeginRawBinaryCopyAsync(
            $"COPY ledger ({PostgresLedgerRow.ColumnsFor(more)}) FROM STDIN (FORMAT binary)", cancel);
        try
        {
            using var rows = new CopyBuffer();
            rows.Begin();
            foreach (LedgerEntry entry in entries)
            {
                PostgresLedgerRow.Write(rows, entry, more);
                if (rows.Length < CopyChunk) continue;
                await copy.WriteAsync(rows.Written, cancel);
                rows.Clear();
            }

            rows.End();
            await copy.WriteAsync(rows.Written, cancel);
        }
        catch
        {
            await copy.CancelAsync(); // disposing of the stream would commit the rows so far
            throw;
        }

        await copy.DisposeAsync();
    }

    public async Task ProbeAsync(CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await transaction.SaveAsync("probe", cancel);
        await ExecuteAsync(
            """
            INSERT INTO ledger (partition, sequence, transaction_id, store_id, occurred_at, utc_offset_minutes, business_date, kind,
                recorded_at, product_ids, descriptions, quantities, unit_prices)
            SELECT -1, 1, 'probe', 'probe', now(), 0, current_date, 0, now(),
                array['probe'], array[string_agg(md5(random()::text), '')], array[1], array[1]
            FROM generate_series(1, 1000)
            """);
        await transaction.RollbackAsync("probe", cancel);
        await ExecuteAsync(
            "INSERT INTO ledger_setting (name, value) VALUES ('probe', now()::text) ON CONFLICT (name) DO UPDATE SET value = "
                + "excluded.value");
        await transaction.CommitAsync(cancel);

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    public async Task<IReadOnlyDictionary<string, LedgerEntry>> FindAsync(
        IReadOnlyCollection<string> transactionIds, CancellationToken cancel)
    {
        await using NpgsqlCommand command =
            source.CreateCommand($"SELECT {Columns} FROM ledger WHERE transaction_id = ANY ($1) AND revision = 1");
        command.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. transactionIds]);
        return (await ReadAllAsync(command, cancel)).ToDictionary(entry => entry.TransactionId, StringComparer.Ordinal);
    }

    public async Task<long> HeadAsync(int partition, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT coalesce(max(sequence), 0) FROM ledger WHERE partition = $1");
        command.Parameters.AddInteger(partition);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async Task<LedgerHeads> HeadsAsync(int partitions, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT array_agg(head ORDER BY partition), (SELECT max(fences) FROM ledger_fence)
            FROM (
                SELECT partition, (SELECT coalesce(max(sequence), 0) FROM ledger WHERE ledger.partition = p.partition::smallint) AS head
                FROM generate_series(0, $1 - 1) AS p (partition)
            ) heads
            """);
        command.Parameters.AddInteger(partitions);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new LedgerHeads(reader.GetFieldValue<long[]>(0), reader.GetInt64(1));
    }

    public async Task AddFenceAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("UPDATE ledger_fence SET fences = fences + 1");
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task ReplayAsync(EntityKey entity, long[] heads, Action<LedgerEntry> each, CancellationToken cancel)
    {
        string concerns = entity.Kind switch
        {
            EntityKind.Store => "store_id = $1",
            EntityKind.Customer => "customer_id = $1",
            _ => "product_ids @> ARRAY[$1]",
        };
        await using NpgsqlCommand command = source.CreateCommand(
            $"SELECT {Columns} FROM ledger WHERE {concerns} AND sequence <= ($2)[partition + 1] ORDER BY partition, sequence");
        command.CommandTimeout = 0;
        command.Parameters.AddText(entity.Id);
        command.Parameters.AddArray(NpgsqlDbType.Bigint, heads);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) each(PostgresLedgerRow.Read(reader));
    }

    public IAsyncEnumerable<LedgerEntry> ReadAsync(int partition, long after, long upTo, CancellationToken cancel) =>
        PostgresLedgerPages.ReadAsync(
            source,
            $"SELECT {Columns} FROM ledger",
            new SequenceRange(partition, after, upTo),
            PostgresLedgerRow.Read,
            timeout: null,
            cancel);

    public async Task<LedgerPage> QueryAsync(LedgerQuery query, CancellationToken cancel)
    {
        var page = new LedgerPageReader(query);
        while (page.NextBatch() is { } batch)
        {
            int read = 0;
            await using NpgsqlCommand command = SearchCommand(batch);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel) && page.HasRoom())
            {
                page.Add(PostgresLedgerRow.Read(reader));
                read++;
            }

            if (read < batch.Limit) page.End();
        }

        return page.Page;
    }

    public async Task<IReadOnlyList<LedgerHeadline>> NewestAsync(long[] after, long[] upTo, int limit, CancellationToken cancel)
    {
        // Only the sums of returned entries are computed; the lines of the others are not read.
        await using NpgsqlCommand command = reads.CreateCommand(
            """
            SELECT partition, sequence, transaction_id, store_id, occurred_at, utc_offset_minutes, kind, recorded_at,
                CASE effect WHEN 0 THEN 1 ELSE -1 END * (
                    SELECT coalesce(sum(coalesce(line.amount, line.quantity * line.price)), 0)
                    FROM unnest(quantities, unit_prices, amounts) AS line (quantity, price, amount)),
                currency
            FROM (
                SELECT newest.*
                FROM unnest($1, $2) WITH ORDINALITY AS bound (after, up_to, number)
                CROSS JOIN LATERAL (
                    SELECT * FROM ledger
                    WHERE partition = (bound.number - 1)::smallint AND sequence > bound.after AND sequence <= bound.up_to
                    ORDER BY sequence DESC LIMIT $3) newest
                ORDER BY recorded_at DESC, partition DESC, sequence DESC LIMIT $3) entry
            ORDER BY recorded_at, partition, sequence
            """);
        command.Parameters.AddArray(NpgsqlDbType.Bigint, after);
        command.Parameters.AddArray(NpgsqlDbType.Bigint, upTo);
        command.Parameters.AddInteger(limit);
        List<LedgerHeadline> newest = [];
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            newest.Add(new LedgerHeadline(
                new Position(row.GetInt16(0), row.GetInt64(1)),
                row.GetString(2),
                row.GetString(3),
                PostgresLedgerRow.At(row.GetDateTime(4), row.GetInt16(5)),
                (TransactionKind)row.GetInt16(6),
                row.GetDecimal(8),
                row.GetDateTime(7),
                row.TextOrNull(9)));
        }

        return newest;
    }

    private NpgsqlCommand SearchCommand(LedgerQuery query)
    {
        NpgsqlCommand command = reads.CreateCommand();
        var conditions = new List<string> { query.WithAnnulled ? Records : IsInEffect };
        if (query.StoreId is not null) conditions.Add($"store_id = {Text(query.StoreId)}");
        if (query.CustomerId is not null) conditions.Add($"customer_id = {Text(query.CustomerId)}");
        if (query.ProductId is not null) conditions.Add($"product_ids @> ARRAY[{Text(query.ProductId)}]");
        if (query.Register is not null) conditions.Add($"register = {Text(query.Register)}");
        if (query.Source is not null) conditions.Add($"source = {Text(query.Source)}");
        // The index of sources leaves out the one that most entries may have.
        if (query.Source is not (null or "api")) conditions.Add("source <> 'api'");
        if (query.From is { } from) conditions.Add($"occurred_at >= {Time(from)}");
        if (query.To is { } to) conditions.Add($"occurred_at < {Time(to)}");
        if (query.Before is { } last)
            conditions.Add(
                $"(occurred_at, transaction_id, revision) < ({Time(last.OccurredAt)}, {Text(last.TransactionId)}, "
                    + $"{Number(last.Revision)})");
        command.CommandText =
            $"SELECT {Columns} FROM ledger WHERE {string.Join(" AND ", conditions)} "
            + $"ORDER BY occurred_at DESC, transaction_id DESC, revision DESC LIMIT {query.Limit.ToString(CultureInfo.InvariantCulture)}";
        return command;

        string Text(string value)
        {
            command.Parameters.AddText(value);
            return $"${command.Parameters.Count.ToString(CultureInfo.InvariantCulture)}";
        }

        string Number(int value)
        {
            command.Parameters.AddInteger(value);
            return $"${command.Parameters.Count.ToString(CultureInfo.InvariantCulture)}";
        }

        string Time(DateTimeOffset value)
        {
            command.Parameters.AddTimestamp(value.UtcDateTime);
            return $"${command.Parameters.Count.ToString(CultureInfo.InvariantCulture)}";
        }
    }

    private static async Task<List<LedgerEntry>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        var entries = new List<LedgerEntry>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) entries.Add(PostgresLedgerRow.Read(reader));
        return entries;
    }
}
