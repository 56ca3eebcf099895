using Npgsql;
using NpgsqlTypes;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Ledger.Reconciliation;

/// <summary>
/// The database sums every figure here, from the view <c>ledger_line</c>. Its queries have no timeout, because a ledger can be long.
/// </summary>
internal sealed class PostgresReconciliationStore(NpgsqlDataSource source) : IReconciliationStore
{
    public IHashChainStore Hashes { get; } = new PostgresHashChainStore(source);

    /// <summary>Sums a transaction's lines first, so that the transaction counts once however many lines it has.</summary>
    private const string TransactionSums =
        """
        coalesce(sum(amount) FILTER (WHERE amount * sign > 0), 0) AS gross_sales,
        coalesce(sum(amount) FILTER (WHERE amount * sign < 0), 0) AS reductions,
        sum(quantity) AS units, count(*) * count_sign AS lines, count_sign AS transactions, (kind = 1)::int * count_sign AS returns,
        sum(discount) AS discounts, coalesce(sum(tax), 0) AS tax, coalesce(sum(tax) FILTER (WHERE tax_included), 0) AS included_tax,
        coalesce(currency, '') AS part, occurred_at
        """;

    private const string OfTransaction = "kind, occurred_at, currency, count_sign";

    /// <summary>The sums of one currency.</summary>
    private const string PartSums =
        """
        sum(gross_sales) AS gross_sales, sum(reductions) AS reductions, sum(units) AS units, sum(lines) AS lines,
        sum(transactions) AS transactions, sum(returns) AS returns, min(occurred_at) AS first_at, max(occurred_at) AS last_at,
        sum(discounts) AS discounts, sum(tax) AS tax, sum(included_tax) AS included_tax
        """;

    /// <summary>
    /// The columns of totals from the sums of their currencies: amounts are never added, so where there are several currencies each has its
    /// own.
    /// </summary>
    private const string Sums =
        """
        CASE count(*) WHEN 1 THEN sum(gross_sales) ELSE 0 END AS gross_sales, CASE count(*) WHEN 1 THEN sum(reductions) ELSE 0 END AS
        reductions,
        floor(sum(units))::bigint AS units, sum(lines)::bigint AS lines, sum(transactions)::bigint AS transactions,
        sum(returns)::bigint AS returns, min(first_at) AS first_at, max(last_at) AS last_at,
        ((sum(units) - floor(sum(units))) * 10000)::smallint AS unit_parts,
        CASE count(*) WHEN 1 THEN nullif(min(part), '') END AS currency,
        CASE count(*) WHEN 1 THEN sum(discounts) ELSE 0 END AS discounts, CASE count(*) WHEN 1 THEN sum(tax) ELSE 0 END AS tax,
        CASE count(*) WHEN 1 THEN sum(included_tax) ELSE 0 END AS included_tax,
        CASE WHEN count(*) > 1 THEN jsonb_object_agg(part, jsonb_build_object(
            'gross', gross_sales, 'reductions', reductions, 'units', units, 'lines', lines, 'transactions', transactions, 'returns',
            returns,
            'first', (extract(epoch FROM first_at) * 1000000)::bigint, 'last', (extract(epoch FROM last_at) * 1000000)::bigint,
            'discounts', discounts, 'tax', tax, 'includedTax', included_tax)) END AS by_currency
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
                GROUP BY partition, sequence, business_date, guest, {OfTransaction}
            ),
            parts AS (
                SELECT partition, business_date, guest, part, {PartSums} FROM txn
                GROUP BY GROUPING SETS ((partition, part), (partition, guest, part), (partition, business_date, part))
            )
            SELECT partition, business_date, guest, {Sums} FROM parts
            GROUP BY partition, business_date, guest
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

    public async Task<long[]> CountEntriesAsync(long[] heads, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT (SELECT count(*) FROM ledger WHERE partition = (number - 1)::smallint AND sequence <= last)
            FROM unnest($1) WITH ORDINALITY AS head (last, number) ORDER BY number
            """);
        command.CommandTimeout = 0;
        command.Parameters.AddArray(NpgsqlDbType.Bigint, heads);
        List<long> counts = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) counts.Add(reader.GetInt64(0));
        return [.. counts];
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

        return new ProjectionCheck(generation, entities, days, differences.Reported, differences.Count);
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
                GROUP BY place, partition, sequence, business_date, {OfTransaction}
            ),
            parts AS (SELECT place, business_date, part, {PartSums} FROM txn GROUP BY place, business_date, part)
            SELECT place, business_date, {Sums} FROM parts GROUP BY place, business_date ORDER BY place, business_date
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
        WITH served AS (SELECT generation FROM projection_generation WHERE state = 'served'),
        share AS (SELECT partition, checkpoint FROM partition_share WHERE generation = (SELECT generation FROM served)),
        saved AS (SELECT * FROM {View(kind)}_projection WHERE generation = (SELECT generation FROM served)),
        txn AS (
            SELECT line.{IdColumn(kind)} AS id, line.partition, sequence, business_date, {TransactionSums}
            FROM ledger_line line
            LEFT JOIN share ON share.partition = line.partition
            LEFT JOIN (SELECT id, watermarks FROM saved) saved ON saved.id = line.{IdColumn(kind)}
            WHERE line.{IdColumn(kind)} IS NOT NULL
                AND sequence <= greatest(saved.watermarks[line.partition + 1], checkpoint, 0)
            GROUP BY line.{IdColumn(kind)}, line.partition, sequence, business_date, {OfTransaction}
        ),
        parts AS (
            SELECT id, coalesce(business_date, 'infinity') AS day, part, {PartSums} FROM txn
            GROUP BY GROUPING SETS ((id, part), (id, business_date, part))
        ),
        summed AS (SELECT id, day, {Sums} FROM parts GROUP BY id, day),
        ledger_side AS (SELECT id, day, gross_sales + reductions AS net_revenue, {PostgresTotals.Columns} FROM summed),
        served_side AS (
            SELECT id, 'infinity'::date AS day, {ComparedColumns} FROM saved
            UNION ALL
            SELECT id, day, {ComparedColumns} FROM {View(kind)}_day_projection WHERE generation = (SELECT generation FROM served)
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
        ComparedColumns.Split(", ").Select(column => column switch
        {
            "first_at" or "last_at" or "currency" or "by_currency" => $"{side}.{column} AS {side}_{column}",
            "unit_parts" => $"coalesce({side}.{column}, 0::smallint) AS {side}_{column}",
            _ => $"coalesce({side}.{column}, 0) AS {side}_{column}",
        }));

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
