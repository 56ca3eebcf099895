using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Reconciliation;

internal sealed class SqliteReconciliationStore(SqliteFile file) : IReconciliationStore
{
    public IHashChainStore Hashes { get; } = new SqliteHashChainStore(file);

    private const string ChainLines = """
        SELECT l.partition AS id, l.rowid AS entry, p.key AS place
        FROM ledger l CROSS JOIN json_each(l.product_ids) p
        WHERE l.sequence <= $heads ->> l.partition
        """;

    public Task<IReadOnlyList<ChainShare>> ChainAsync(long[] heads, CancellationToken cancel)
    {
        (string, object?) bound = ("$heads", SqliteValues.Array(heads));
        return file.ReadAsync<IReadOnlyList<ChainShare>>(
            session =>
            {
                int generation = SqliteGenerations.Served(session);
                SqliteComputed guests = SqliteComputed.From(session, $"{ChainLines} AND l.customer_id IS NULL", bound);
                Dictionary<long, Totals> guest = guests.Totals(row => row.GetInt64(0));
                SqliteComputed all = SqliteComputed.From(session, ChainLines, bound);
                Dictionary<long, Totals> totals = all.Totals(row => row.GetInt64(0));
                ILookup<long, DayTotals> days = all.Days(row => row.GetInt64(0));
                return
                [
                    .. heads.Select((head, partition) => new ChainShare(
                        generation,
                        head,
                        totals.GetValueOrDefault(partition),
                        guest.GetValueOrDefault(partition),
                        [.. days[partition]],
                        [])),
                ];
            },
            cancel);
    }

    public Task<long[]> CountEntriesAsync(long[] heads, CancellationToken cancel)
    {
        string bounds = SqliteValues.Array(heads);
        return file.ReadAsync<long[]>(
            session =>
            [
                .. session.Query(
                    """
                    SELECT (SELECT count(*) FROM ledger WHERE partition = h.key AND sequence <= h.value)
                    FROM json_each($heads) h ORDER BY h.key
                    """,
                    row => row.GetInt64(0),
                    ("$heads", bounds)),
            ],
            cancel);
    }

    public Task<ProjectionCheck> CompareAsync(EntityKind kind, CancellationToken cancel) => file.ReadAsync(
        session =>
        {
            int generation = SqliteGenerations.Served(session);
            SqliteComputed.From(session, CoveredLines(kind), ("$g", generation));
            return new SqliteComparison(session, generation, kind).Run();
        },
        cancel);

    public Task<IReadOnlyList<DayTotals[]>> ComputeAsync(
        EntityKind kind, IReadOnlyList<(string Id, long[] Watermarks)> entities, CancellationToken cancel)
    {
        string wanted = SqliteValues.Array(entities.Select(entity => new object[] { entity.Id, entity.Watermarks }).ToArray());
        return file.ReadAsync<IReadOnlyList<DayTotals[]>>(
            session =>
            {
                ILookup<long, DayTotals> days =
                    SqliteComputed.From(session, WantedLines(kind), ("$wanted", wanted)).Days(row => row.GetInt64(0));
                return [.. Enumerable.Range(0, entities.Count).Select(i => days[i].ToArray())];
            },
            cancel);
    }

    /// <summary>
    /// Selects the lines that saved figures must include: those up to the saved watermark, or otherwise up to the checkpoint.
    /// </summary>
    private static string CoveredLines(EntityKind kind)
    {
        string id = IdOf(kind);
        return $"""
            SELECT {id} AS id, l.rowid AS entry, p.key AS place
            FROM ledger l CROSS JOIN json_each(l.product_ids) p
            LEFT JOIN partition_share s ON s.generation = $g AND s.partition = l.partition
            LEFT JOIN {SqliteEntityRows.Table(kind)} e ON e.generation = $g AND e.id = {id}
            WHERE {id} IS NOT NULL AND l.sequence <= max(coalesce(e.watermarks ->> l.partition, 0), coalesce(s.checkpoint, 0))
            """;
    }

    /// <summary>Selects the lines of given entities up to their watermarks. The index of an entity in the request identifies it.</summary>
    private static string WantedLines(EntityKind kind)
    {
        string entries = kind == EntityKind.Product
            ? """
              (SELECT DISTINCT lp.partition, lp.sequence FROM wanted w CROSS JOIN ledger_product lp ON lp.product_id = w.id) t
              CROSS JOIN ledger l ON l.partition = t.partition AND l.sequence = t.sequence
              CROSS JOIN json_each(l.product_ids) p
              CROSS JOIN wanted w ON w.id = p.value
              """
            : $"""
              wanted w CROSS JOIN ledger l ON {IdOf(kind)} = w.id
              CROSS JOIN json_each(l.product_ids) p
              """;
        return $"""
            WITH wanted AS MATERIALIZED (SELECT key AS place, value ->> 0 AS id, value -> 1 AS watermarks FROM json_each($wanted))
            SELECT w.place AS id, l.rowid AS entry, p.key AS place FROM {entries}
            WHERE l.sequence <= w.watermarks ->> l.partition
            """;
    }

    private static string IdOf(EntityKind kind) => kind switch
    {
        EntityKind.Store => "l.store_id",
        EntityKind.Customer => "l.customer_id",
        _ => "p.value",
    };
}
