using Npgsql;
using NpgsqlTypes;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Ledger.Reconciliation;

/// <summary>
/// The database sums every figure here, from the view <c>ledger_line</c>. Its queries have no time-out, because a ledger can be long.
/// </summary>
internal sealed class PostgresReconciliationStore(NpgsqlDataSource source) : IReconciliationStore
{
    public IHashChainStore Hashes { get; } = new PostgresHashChainStore(source);

    /// <summary>Sums a transaction's lines first, so that the transaction counts once however many lines it has.</summary>
    private const string TransactionSums =
        """
        coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS gross_sales,
        coalesce(sum(amount) FILTER (WHERE amount < 0), 0) AS reductions,
        sum(quantity)::bigint AS units, count(*) AS lines, 1::bigint AS transactions, (kind = 1)::int::bigint AS returns, occurred_at
        """;

    private const string Sums =
        """
        sum(gross_sales) AS gross_sales, sum(reductions) AS reductions, sum(units)::bigint AS units, sum(lines)::bigint AS lines,
        sum(transactions)::bigint AS transactions, sum(returns)::bigint AS returns,
        min(occurred_at) AS first_at, max(occurred_at) AS last_at
        """;

    /// <summary>In the order of a total's figures as the API names them.</summary>
    private const string ComparedColumns = $"net_revenue, {PostgresTotals.Columns}";

    public async Task<IReadOnlyList<ChainShare>> ChainAsync(long[] heads, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            $"""
            WITH txn AS (
                SELECT partition, sequence, business_date, customer_id IS NULL AS guest, {TransactionSums}
                FROM ledger_line JOIN unnest($1) WITH ORDINALITY AS head (last, number) ON partition = number - 1 AND sequence <= last
                GROUP BY partition, sequence, business_date, guest, kind, occurred_at
            )
            SELECT partition, business_date, guest, {Sums} FROM txn
            GROUP BY GROUPING SETS ((partition), (partition, guest), (partition, business_date))
            ORDER BY partition, business_date
            """);
        command.CommandTimeout = 0;
        command.Parameters.AddArray(NpgsqlDbType.Bigint, heads);
        var totals = new Totals[heads.Length];
        var guests = new Totals[heads.Length];
        List<DayTotals>[] days = [.. heads.Select(_ => new List<DayTotals>())];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            int partition = reader.GetInt16(0);
            Totals sum = reader.ReadTotals(3);
            if (!reader.IsDBNull(1)) days[partition].Add(new DayTotals(reader.GetFieldValue<DateOnly>(1), sum));
            else if (reader.IsDBNull(2)) totals[partition] = sum;
            else if (reader.GetBoolean(2)) guests[partition] = sum;
        }

        return [.. heads.Select((head, p) => new ChainShare(0, head, totals[p], guests[p], [.. days[p]], []))];
    }

    public async Task<ProjectionCheck> CompareAsync(EntityKind kind, CancellationToken cancel)
    {
        // One statement is one snapshot. The first pair of columns counts what was compared; a row per difference follows.
        await using NpgsqlCommand command = source.CreateCommand(CompareStatement(kind));
        command.CommandTimeout = 0;
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        var differences = new DifferenceList($"{View(kind)} row");
        (int generation, long entities, long days) = (0, 0, 0);
        while (await reader.ReadAsync(cancel))
        {
            (generation, entities, days) = (reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2));
            if (!reader.IsDBNull(3)) differences.Add(ReadComparison(reader));
        }

        return new ProjectionCheck(generation, entities, days, differences.Told, differences.Count);
    }

    public async Task<IReadOnlyList<DayTotals[]>> ComputeAsync(
        EntityKind kind, IReadOnlyList<(string Id, long[] Watermarks)> entities, CancellationToken cancel)
    {
        if (entities.Count == 0) return [];
        int width = entities.Max(entity => entity.Watermarks.Length);
        long[] flat = new long[entities.Count * width];
        for (int i = 0; i < entities.Count; i++) entities[i].Watermarks.CopyTo(flat, i * width);
        await using NpgsqlCommand command = source.CreateCommand(
            $"""
            WITH asked AS (SELECT id, place FROM unnest($1) WITH ORDINALITY AS t (id, place)),
            txn AS (
                SELECT place, partition, sequence, business_date, {TransactionSums}
                FROM ledger_line JOIN asked ON asked.id = {IdColumn(kind)}
                WHERE partition < $3 AND sequence <= ($2)[(place - 1) * $3 + partition + 1]
                GROUP BY place, partition, sequence, business_date, kind, occurred_at
            )
            SELECT place, business_date, {Sums} FROM txn GROUP BY place, business_date ORDER BY place, business_date
            """);
        command.CommandTimeout = 0;
        command.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. entities.Select(entity => entity.Id)]);
        command.Parameters.AddArray(NpgsqlDbType.Bigint, flat);
        command.Parameters.AddInteger(width);
        List<DayTotals>[] days = [.. entities.Select(_ => new List<DayTotals>())];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            days[reader.GetInt64(0) - 1].Add(new DayTotals(reader.GetFieldValue<DateOnly>(1), reader.ReadTotals(2)));
        return [.. days.Select(list => list.ToArray())];
    }

    /// <summary>
    /// Both sides have one row per entity (day infinity) and one per entity and day. A missing row counts as zeros, so it equals an empty
    /// row.
    /// </summary>
    private static string CompareStatement(EntityKind kind) =>
        $"""
        WITH share AS (
            SELECT partition, checkpoint FROM partition_share
            WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served')
        ),
        txn AS (
            SELECT line.{IdColumn(kind)} AS id, line.partition, sequence, business_date, {TransactionSums}
            FROM ledger_line line
            LEFT JOIN share ON share.partition = line.partition
            LEFT JOIN {View(kind)} saved ON saved.id = line.{IdColumn(kind)}
            WHERE line.{IdColumn(kind)} IS NOT NULL
                AND sequence <= greatest(saved.watermarks[line.partition + 1], checkpoint, 0)
            GROUP BY line.{IdColumn(kind)}, line.partition, sequence, business_date, kind, occurred_at
        ),
        summed AS (
            SELECT id, coalesce(business_date, 'infinity') AS day, {Sums} FROM txn GROUP BY GROUPING SETS ((id), (id, business_date))
        ),
        ledger_side AS (SELECT id, day, gross_sales + reductions AS net_revenue, {PostgresTotals.Columns} FROM summed),
        served_side AS (
            SELECT id, 'infinity'::date AS day, {ComparedColumns} FROM {View(kind)}
            UNION ALL
            SELECT id, day, {ComparedColumns} FROM {View(kind)}_day
        ),
        joined AS MATERIALIZED (
            SELECT coalesce(l.id, s.id) AS id, coalesce(l.day, s.day) AS day, l.id IS NOT NULL AS in_ledger, s.id IS NOT NULL AS served,
                {Side("l")}, {Side("s")}
            FROM ledger_side l FULL JOIN served_side s ON s.id = l.id AND s.day = l.day
        ),
        counted AS (
            SELECT coalesce((SELECT generation FROM projection_generation WHERE state = 'served'), 0) AS generation,
                count(*) FILTER (WHERE day = 'infinity') AS entities, count(*) FILTER (WHERE day <> 'infinity') AS days FROM joined
        )
        SELECT counted.*, differing.id, nullif(day, 'infinity'), in_ledger, served, {Names("l")}, {Names("s")}
        FROM counted LEFT JOIN (
            SELECT * FROM joined WHERE ({Names("l")}) IS DISTINCT FROM ({Names("s")})
        ) differing ON true
        ORDER BY differing.id, day DESC
        """;

    private static string Side(string side) => string.Join(
        ", ",
        ComparedColumns.Split(", ").Select(column => column.EndsWith("_at", StringComparison.Ordinal)
            ? $"{side}.{column} AS {side}_{column}"
            : $"coalesce({side}.{column}, 0) AS {side}_{column}"));

    private static string Names(string side) => string.Join(", ", ComparedColumns.Split(", ").Select(column => $"{side}_{column}"));

    private static Comparison ReadComparison(NpgsqlDataReader row)
    {
        const int ledger = 7, served = ledger + 1 + PostgresTotals.Width;
        return new Comparison(
            row.GetString(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<DateOnly>(4),
            row.GetBoolean(5) ? new Compared(row.GetDecimal(ledger), row.ReadTotals(ledger + 1)) : null,
            row.GetBoolean(6) ? new Compared(row.GetDecimal(served), row.ReadTotals(served + 1)) : null);
    }

    private static string View(EntityKind kind) => kind switch
    {
        EntityKind.Store => "store",
        EntityKind.Product => "product",
        EntityKind.Customer => "customer",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string IdColumn(EntityKind kind) => $"{View(kind)}_id";
}
