using Microsoft.Data.Sqlite;
using RetailGrains.Figures;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Rows;
using RetailGrains.Ledger.Sqlite;
using static SQLitePCL.raw;

namespace RetailGrains.Ledger;

internal sealed partial class SqliteLedgerStore(SqliteFile file) : ILedgerStore
{
    private const int PageSize = 500;

    /// <summary>
    /// Inserts all rows of a commit at once, in the order of the key, so that each page is written once: nearly twice as fast as row by
    /// row.
    /// </summary>
    private const string InsertProducts = """
        INSERT INTO ledger_product (product_id, occurred_at, partition, sequence)
        SELECT DISTINCT p.value, l.occurred_at, l.partition, l.sequence
        FROM ledger l CROSS JOIN json_each(l.product_ids) p
        WHERE l.rowid > $last ORDER BY 1, 2
        """;

    public async Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancel)
    {
        // Encode here, because all writes share the writer's thread.
        (string, object?)[][] rows = [.. entries.Select(SqliteLedgerRow.Encode)];
        try
        {
            await file.WriteAsync(session => Write(session, rows), cancel).ConfigureAwait(false);
        }
        catch (SqliteException e) when (IsTaken(e))
        {
            throw new LedgerRefusedException("A transaction id or a position already exists.", e);
        }
    }

    /// <summary>
    /// Either a key or, before the keys are checked, the trigger that keeps INSERT OR REPLACE from replacing an entry. Not other triggers.
    /// </summary>
    private static bool IsTaken(SqliteException e) => e.SqliteExtendedErrorCode switch
    {
        SQLITE_CONSTRAINT_UNIQUE or SQLITE_CONSTRAINT_PRIMARYKEY => true,
        SQLITE_CONSTRAINT_TRIGGER => e.Message.Contains("ledger is append-only", StringComparison.Ordinal),
        _ => false,
    };

    public Task ProbeAsync(CancellationToken cancel) => file.WriteAsync(
        session =>
        {
            session.Execute("SAVEPOINT probe");
            session.Execute(
                """
                INSERT INTO ledger (partition, sequence, transaction_id, store_id, occurred_at, utc_offset_minutes, business_date, kind,
                    recorded_at, product_ids, descriptions, quantities, unit_prices)
                VALUES (-1, 1, 'probe', 'probe', 0, 0, '2000-01-01', 0, 0, '[]', '[]', '[]', '[]')
                """);
            session.Execute("ROLLBACK TO probe");
            session.Execute("RELEASE probe");
            session.Execute(
                """
                INSERT INTO ledger_setting (name, value) VALUES ('probe', hex(randomblob(8)))
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """);
        },
        cancel);

    public async Task<IReadOnlyDictionary<string, LedgerEntry>> FindAsync(
        IReadOnlyCollection<string> transactionIds, CancellationToken cancel)
    {
        string ids = SqliteValues.Array(transactionIds.ToArray());
        List<LedgerEntry> found = await file.ReadAsync(
            session => session.Query(
                $"""
                SELECT {SqliteLedgerRow.Columns} FROM ledger l
                WHERE l.revision = 1 AND l.transaction_id IN (SELECT value FROM json_each($ids))
                """,
                SqliteLedgerRow.Decode,
                ("$ids", ids)),
            cancel).ConfigureAwait(false);
        return found.ToDictionary(entry => entry.TransactionId);
    }

    public Task<long> HeadAsync(int partition, CancellationToken cancel) => file.ReadAsync(
        session => session.Number("SELECT coalesce(max(sequence), 0) FROM ledger WHERE partition = $partition", ("$partition", partition)),
        cancel);

    public Task<LedgerHeads> HeadsAsync(int partitions, CancellationToken cancel)
    {
        string wanted = SqliteValues.Array(Enumerable.Range(0, partitions).ToArray());
        return file.ReadAsync(
            session => new LedgerHeads(
                [.. session.Query(
                    """
                    SELECT (SELECT coalesce(max(sequence), 0) FROM ledger WHERE partition = p.value)
                    FROM json_each($partitions) p
                    ORDER BY p.value
                    """,
                    row => row.GetInt64(0),
                    ("$partitions", wanted))],
                session.Number("SELECT max(fences) FROM ledger_fence")),
            cancel);
    }

    public Task AddFenceAsync(CancellationToken cancel) =>
        file.WriteAsync(session => session.Execute("UPDATE ledger_fence SET fences = fences + 1"), cancel);

    public Task ReplayAsync(EntityKey entity, long[] heads, Action<LedgerEntry> each, CancellationToken cancel)
    {
        string bounds = SqliteValues.Array(heads);
        string affected = entity.Kind switch
        {
            EntityKind.Store => "ledger WHERE store_id = $id",
            EntityKind.Customer => "ledger WHERE customer_id = $id",
            _ => "ledger_product WHERE product_id = $id",
        };
        return file.ReadAsync(
            session =>
            {
                session.ForEach(
                    $"""
                    SELECT {SqliteLedgerRow.Columns}
                    FROM (SELECT partition, sequence FROM {affected} AND sequence <= $heads ->> partition) c
                    CROSS JOIN ledger l ON l.partition = c.partition AND l.sequence = c.sequence
                    ORDER BY c.partition, c.sequence
                    """,
                    row => each(SqliteLedgerRow.Decode(row)),
                    ("$id", entity.Id),
                    ("$heads", bounds));
                return true;
            },
            cancel);
    }

    public IAsyncEnumerable<LedgerEntry> ReadAsync(int partition, long after, long upTo, CancellationToken cancel) =>
        SqliteLedgerPages.ReadAsync(
            file,
            $"SELECT {SqliteLedgerRow.Columns} FROM ledger l",
            new SequenceRange(partition, after, upTo),
            SqliteLedgerRow.Decode,
            PageSize,
            cancel);

    public Task<LedgerPage> QueryAsync(LedgerQuery query, CancellationToken cancel)
    {
        // One more row than requested shows whether there are more. Rows are read one by one while the page has room.
        (string sql, (string, object?)[] values) =
            SqliteLedgerSearch.Build(query with { Limit = query.Limit + 1 }, SqliteLedgerRow.Columns);
        return file.ReadAsync(
            session =>
            {
                var page = new LedgerPageReader(query);
                session.ForEachWhile(
                    sql,
                    row =>
                    {
                        if (!page.HasRoom()) return false;
                        page.Add(SqliteLedgerRow.Decode(row));
                        return true;
                    },
                    values);
                return page.Page;
            },
            cancel);
    }

    public async Task<IReadOnlyList<LedgerHeadline>> NewestAsync(long[] after, long[] upTo, int limit, CancellationToken cancel) =>
        await file.ReadAsync(
            session => (List<LedgerHeadline>)
            [
                .. Enumerable.Range(0, upTo.Length)
                    .SelectMany(partition => Headlines(session, partition, after[partition], upTo[partition], limit))
                    .OrderBy(entry => entry.RecordedAt).ThenBy(entry => entry.Position.Partition).ThenBy(entry => entry.Position.Sequence)
                    .TakeLast(limit)
                    .Select(entry => entry with { Total = Total(session, entry.Position) }),
            ],
            cancel).ConfigureAwait(false);

    /// <summary>Reads entries without totals, because only those of returned entries are computed.</summary>
    private static List<LedgerHeadline> Headlines(SqliteSession session, int partition, long after, long upTo, int limit) => session.Query(
        """
        SELECT sequence, transaction_id, store_id, occurred_at, utc_offset_minutes, kind, recorded_at, currency FROM ledger
        WHERE partition = $partition AND sequence > $after AND sequence <= $up_to
        ORDER BY sequence DESC LIMIT $limit
        """,
        row => new LedgerHeadline(
            new Position(partition, row.GetInt64(0)),
            row.GetString(1),
            row.GetString(2),
            SqliteLedgerRow.At(row.GetInt64(3), row.GetInt32(4)),
            (TransactionKind)row.GetByte(5),
            Total: 0,
            SqliteValues.Time(row.GetInt64(6)),
            row.TextOrNull(7)),
        ("$partition", partition),
        ("$after", after),
        ("$up_to", upTo),
        ("$limit", limit));

    private static decimal Total(SqliteSession session, Position position) => session.Query(
        $"SELECT {SqliteLedgerRow.Columns} FROM ledger l WHERE l.partition = $partition AND l.sequence = $sequence",
        row => SqliteLedgerRow.Decode(row).Total,
        ("$partition", position.Partition),
        ("$sequence", position.Sequence)).Single();

    private static void Write(SqliteSession session, (string, object?)[][] rows)
    {
        // Rows are never deleted, so the new rows are those above the last one.
        long last = session.Number("SELECT coalesce(max(rowid), 0) FROM ledger");
        foreach ((string, object?)[] row in rows) session.Execute(SqliteLedgerRow.Insert, row);
        session.Execute(InsertProducts, ("$last", last));
    }
}
