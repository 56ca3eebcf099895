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
    private const string Tables = """
        DROP TABLE IF EXISTS temp.computed_day;
        DROP TABLE IF EXISTS temp.computed;
        CREATE TEMP TABLE computed_day (id NOT NULL, day TEXT NOT NULL, gross_sales TEXT, reductions TEXT, net_revenue TEXT,
            units INTEGER, lines INTEGER, transactions INTEGER, returns INTEGER, first_at INTEGER, last_at INTEGER,
            PRIMARY KEY (id, day)) WITHOUT ROWID;
        CREATE TEMP TABLE computed (id NOT NULL PRIMARY KEY, gross_sales TEXT, reductions TEXT, net_revenue TEXT,
            units INTEGER, lines INTEGER, transactions INTEGER, returns INTEGER, first_at INTEGER, last_at INTEGER) WITHOUT ROWID;
        """;

    /// <summary>A transaction has only one business date, so the counts of the days add up to the counts of the totals.</summary>
    private const string Sum = $"""
        INSERT INTO temp.computed (id, {SqliteTotals.Columns})
        SELECT id, decimal_sum(gross_sales), decimal_sum(reductions), decimal_sum(net_revenue), sum(units), sum(lines),
               sum(transactions), sum(returns), min(first_at), max(last_at)
        FROM temp.computed_day GROUP BY id
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
                SELECT c.id, c.entry, l.business_date AS day, l.occurred_at, l.kind, l.quantities ->> c.place AS quantity,
                       decimal_mul(l.quantities ->> c.place, l.unit_prices ->> c.place) AS amount
                FROM chosen c CROSS JOIN ledger l ON l.rowid = c.entry)
            INSERT INTO temp.computed_day (id, day, {SqliteTotals.Columns})
            SELECT id, day, decimal_sum(amount) FILTER (WHERE amount NOT LIKE '-%'), decimal_sum(amount) FILTER (WHERE amount LIKE '-%'),
                   decimal_sum(amount), sum(quantity), count(*), count(DISTINCT entry), count(DISTINCT entry) FILTER (WHERE kind = 1),
                   min(occurred_at), max(occurred_at)
            FROM line GROUP BY id, day
            """,
            values);
        session.Execute(Sum);
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
