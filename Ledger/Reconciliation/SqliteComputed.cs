using Microsoft.Data.Sqlite;
using RetailGrains.Figures;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Reconciliation;

/// <summary>
/// Figures computed from the ledger's lines by SQL, in the temporary tables <c>computed_day</c> and <c>computed</c>. They disappear with
/// the session's transaction.
/// </summary>
internal sealed class SqliteComputed
{
    private const string Sums = "gross_sales TEXT, reductions TEXT, units TEXT, lines INTEGER, transactions INTEGER, returns INTEGER, "
        + "first_at INTEGER, last_at INTEGER, discounts TEXT, tax TEXT, included_tax TEXT";

    private const string Totalled = "gross_sales TEXT, reductions TEXT, net_revenue TEXT, units INTEGER, lines INTEGER, "
        + "transactions INTEGER, returns INTEGER, first_at INTEGER, last_at INTEGER, unit_parts INTEGER, currency TEXT, discounts TEXT, "
        + "tax TEXT, included_tax TEXT, by_currency TEXT";

    private const string Tables = $"""
        DROP TABLE IF EXISTS temp.part_day;
        DROP TABLE IF EXISTS temp.part;
        DROP TABLE IF EXISTS temp.computed_day;
        DROP TABLE IF EXISTS temp.computed;
        CREATE TEMP TABLE part_day (id NOT NULL, day TEXT NOT NULL, part TEXT NOT NULL, {Sums}, PRIMARY KEY (id, day, part)) WITHOUT ROWID;
        CREATE TEMP TABLE part (id NOT NULL, part TEXT NOT NULL, {Sums}, PRIMARY KEY (id, part)) WITHOUT ROWID;
        CREATE TEMP TABLE computed_day (id NOT NULL, day TEXT NOT NULL, {Totalled}, PRIMARY KEY (id, day)) WITHOUT ROWID;
        CREATE TEMP TABLE computed (id NOT NULL PRIMARY KEY, {Totalled}) WITHOUT ROWID;
        """;

    /// <summary>A transaction has only one business date, so the counts of the days add up to the counts of the totals.</summary>
    private const string Sum = """
        INSERT INTO temp.part
        SELECT id, part, decimal_sum(gross_sales), decimal_sum(reductions), decimal_sum(units), sum(lines), sum(transactions), sum(returns),
               min(first_at), max(last_at), decimal_sum(discounts), decimal_sum(tax), decimal_sum(included_tax)
        FROM temp.part_day GROUP BY id, part
        """;

    /// <summary>
    /// Totals from the sums of their currencies: amounts are never added, so where there are several currencies each has its own. The
    /// tables'
    /// keys give the parts in their order.
    /// </summary>
    private static string Fold(string key, string parts, string totals) => $"""
        INSERT INTO temp.{totals} ({key}, {SqliteTotals.Columns})
        SELECT {key}, iif(count(*) = 1, decimal_sum(gross_sales), '0'), iif(count(*) = 1, decimal_sum(reductions), '0'),
               iif(count(*) = 1, decimal_add(decimal_sum(gross_sales), decimal_sum(reductions)), '0'), decimal_floor(decimal_sum(units)),
               sum(lines), sum(transactions), sum(returns), min(first_at), max(last_at), decimal_parts(decimal_sum(units)),
               iif(count(*) = 1, nullif(min(part), ''), NULL), iif(count(*) = 1, decimal_sum(discounts), '0'),
               iif(count(*) = 1, decimal_sum(tax), '0'), iif(count(*) = 1, decimal_sum(included_tax), '0'),
               iif(count(*) > 1, json_group_object(part, json_object(
                   'gross', gross_sales, 'reductions', reductions, 'units', units, 'lines', lines, 'transactions', transactions,
                   'returns', returns, 'first', first_at, 'last', last_at, 'discounts', discounts, 'tax', tax, 'includedTax',
                   included_tax)), NULL)
        FROM temp.{parts} GROUP BY {key}
        """;

    private readonly SqliteSession _session;

    private SqliteComputed(SqliteSession session) => _session = session;

    /// <summary>Computes the figures of lines.</summary>
    /// <param name="session">A session in a transaction.</param>
    /// <param name="lines">A query for the lines: the id that each belongs to, its row in the ledger (entry) and its ordinal there.</param>
    /// <param name="values">The values of the query.</param>
    public static SqliteComputed From(SqliteSession session, string lines, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        session.ExecuteScript(Tables);
        // Materialized: otherwise the sort would process the arrays instead of their elements.
        session.Execute(
            $"""
            WITH chosen AS ({lines}), line AS MATERIALIZED (
                SELECT c.id, c.entry, l.business_date AS day, coalesce(l.currency, '') AS part, l.occurred_at, l.kind, l.tax_included,
                       iif(l.effect = 0, 1, -1) AS sign, CASE l.effect WHEN 0 THEN 1 WHEN 1 THEN -1 ELSE 0 END AS count_sign,
                       coalesce(l.exact_quantities ->> c.place, CAST(l.quantities ->> c.place AS TEXT)) AS quantity,
                       coalesce(l.amounts ->> c.place, decimal_mul(l.quantities ->> c.place, l.unit_prices ->> c.place)) AS amount,
                       l.discounts ->> c.place AS discount, l.taxes ->> c.place AS tax
                FROM chosen c CROSS JOIN ledger l ON l.rowid = c.entry)
            INSERT INTO temp.part_day
            SELECT id, day, part, decimal_sum(decimal_mul(sign, amount)) FILTER (WHERE amount NOT LIKE '-%'),
                   decimal_sum(decimal_mul(sign, amount)) FILTER (WHERE amount LIKE '-%'), decimal_sum(decimal_mul(sign, quantity)),
                   sum(count_sign),
                   count(DISTINCT entry) FILTER (WHERE count_sign = 1) - count(DISTINCT entry) FILTER (WHERE count_sign = -1),
                   count(DISTINCT entry) FILTER (WHERE count_sign = 1 AND kind = 1)
                       - count(DISTINCT entry) FILTER (WHERE count_sign = -1 AND kind = 1),
                   min(occurred_at), max(occurred_at),
                   decimal_sum(decimal_mul(sign * CASE WHEN quantity LIKE '-%' THEN -1 ELSE quantity <> '0' END, discount))
                       FILTER (WHERE discount IS NOT NULL),
                   decimal_sum(decimal_mul(sign, tax)) FILTER (WHERE tax IS NOT NULL),
                   decimal_sum(decimal_mul(sign, tax)) FILTER (WHERE tax IS NOT NULL AND tax_included)
            FROM line GROUP BY id, day, part
            """,
            values);
        session.Execute(Sum);
        session.Execute(Fold("id, day", "part_day", "computed_day"));
        session.Execute(Fold("id", "part", "computed"));
        return new SqliteComputed(session);
    }

    public Dictionary<TKey, Totals> Totals<TKey>(Func<SqliteDataReader, TKey> id)
        where TKey : notnull => _session.Query(
            $"SELECT id, {SqliteTotals.Columns} FROM temp.computed",
            row => KeyValuePair.Create(id(row), SqliteTotals.Read(row, 1))).ToDictionary();

    public ILookup<TKey, DayTotals> Days<TKey>(Func<SqliteDataReader, TKey> id) => _session.Query(
        $"SELECT id, day, {SqliteTotals.Columns} FROM temp.computed_day ORDER BY id, day",
        row => (Id: id(row), Day: new DayTotals(SqliteValues.Day(row, 1), SqliteTotals.Read(row, 2)))).ToLookup(row => row.Id,
        row => row.Day);
}
