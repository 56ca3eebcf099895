using Microsoft.Data.Sqlite;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Reconciliation;

/// <summary>Compares saved rows of one kind with <see cref="SqliteComputed"/>; both must be of the same snapshot.</summary>
internal sealed class SqliteComparison(SqliteSession session, int generation, EntityKind kind)
{
    private const string IsNotEmpty = """
        (s.gross_sales <> '0' COLLATE DECIMAL OR s.reductions <> '0' COLLATE DECIMAL OR s.net_revenue <> '0' COLLATE DECIMAL
         OR s.units <> 0 OR s.lines <> 0 OR s.transactions <> 0 OR s.returns <> 0 OR s.first_at IS NOT NULL OR s.last_at IS NOT NULL
         OR s.unit_parts <> 0 OR s.currency IS NOT NULL OR s.discounts <> '0' COLLATE DECIMAL OR s.tax <> '0' COLLATE DECIMAL
         OR s.included_tax <> '0' COLLATE DECIMAL OR s.by_currency IS NOT NULL)
        """;

    private const string Differs = """
        c.gross_sales <> s.gross_sales COLLATE DECIMAL OR c.reductions <> s.reductions COLLATE DECIMAL
        OR c.net_revenue <> s.net_revenue COLLATE DECIMAL OR c.units <> s.units OR c.lines <> s.lines
        OR c.transactions <> s.transactions OR c.returns <> s.returns OR c.first_at IS NOT s.first_at OR c.last_at IS NOT s.last_at
        OR c.unit_parts <> s.unit_parts OR c.currency IS NOT s.currency OR c.discounts <> s.discounts COLLATE DECIMAL
        OR c.tax <> s.tax COLLATE DECIMAL OR c.included_tax <> s.included_tax COLLATE DECIMAL OR c.by_currency IS NOT s.by_currency
        """;

    private static readonly string ComputedColumns = "c." + SqliteTotals.Columns.Replace(" ", " c.", StringComparison.Ordinal);
    private static readonly string SavedColumns = "s." + SqliteTotals.Columns.Replace(" ", " s.", StringComparison.Ordinal);

    private readonly DifferenceList _differences = new($"{SqliteEntityRows.Word(kind)} row");

    public ProjectionCheck Run()
    {
        long entities = Compare("computed", SqliteEntityRows.Table(kind), "id", "NULL");
        long days = Compare("computed_day", SqliteEntityRows.DayTable(kind), "id, day", "day");
        return new ProjectionCheck(generation, entities, days, _differences.Reported, _differences.Count);
    }

    /// <summary>
    /// Collects the differences; returns how many rows were compared. (No FULL JOIN: SQLite would not use an index for it.)
    /// </summary>
    private long Compare(string computed, string saved, string key, string day)
    {
        string extra = $"FROM {saved} s WHERE s.generation = $g AND ({key}) NOT IN (SELECT {key} FROM temp.{computed})";
        session.ForEach(
            $"""
            SELECT id, {day}, true, s.id IS NOT NULL, {ComputedColumns}, {SavedColumns}
            FROM temp.{computed} c LEFT JOIN (SELECT * FROM {saved} WHERE generation = $g) s USING ({key})
            WHERE s.id IS NULL OR {Differs}
            UNION ALL
            SELECT id, {day}, false, true, {SavedColumns}, {SavedColumns} {extra} AND {IsNotEmpty}
            ORDER BY 1, 2
            """,
            row => _differences.Add(ToComparison(row)),
            ("$g", generation));
        return session.Number($"SELECT (SELECT count(*) FROM temp.{computed}) + (SELECT count(*) {extra})", ("$g", generation));
    }

    private static Comparison ToComparison(SqliteDataReader row) => new(
        row.GetString(0),
        row.IsDBNull(1) ? null : SqliteValues.Day(row, 1),
        row.GetBoolean(2) ? ToCompared(row, 4) : null,
        row.GetBoolean(3) ? ToCompared(row, 4 + SqliteTotals.Width) : null);

    private static Compared ToCompared(SqliteDataReader row, int column) =>
        new(SqliteTotals.ReadNetRevenue(row, column), SqliteTotals.Read(row, column));
}
