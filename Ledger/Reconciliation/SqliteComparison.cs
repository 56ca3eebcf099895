using System.Globalization;
using Microsoft.Data.Sqlite;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Schema;
using RetailGrains.Operations;

namespace RetailGrains.Ledger.Reconciliation;

/// <summary>Compares saved rows of one kind with <see cref="SqliteComputed"/>, which must be of the same snapshot.</summary>
internal sealed class SqliteComparison(SqliteSession session, int generation, EntityKind kind)
{
    private const int MostTold = 1_000;

    /// <summary>By column, in the order of <see cref="SqliteTotals.Columns"/>.</summary>
    private static readonly string[] Figures =
        ["grossSales", "reductions", "netRevenue", "units", "lines", "transactions", "returns", "firstAt", "lastAt"];

    private static readonly string ComputedColumns = "c." + SqliteTotals.Columns.Replace(" ", " c.", StringComparison.Ordinal);
    private static readonly string SavedColumns = "s." + SqliteTotals.Columns.Replace(" ", " s.", StringComparison.Ordinal);

    private readonly List<Difference> _differences = [];
    private long _count;

    public ProjectionCheck Run()
    {
        long entities = Compare("computed", SqliteEntityRows.Table(kind), "s.id = c.id", "NULL");
        long days = Compare("computed_day", SqliteEntityRows.DayTable(kind), "s.id = c.id AND s.day = c.day", "coalesce(c.day, s.day)");
        return new ProjectionCheck(entities, days, _differences, _count);
    }

    /// <summary>Adds what differs; how many were compared.</summary>
    private long Compare(string computed, string saved, string same, string day)
    {
        string both = $"FROM temp.{computed} c FULL JOIN (SELECT * FROM {saved} WHERE generation = $g) s ON {same}";
        session.ForEach(
            $"""
            SELECT coalesce(c.id, s.id), {day}, c.id IS NULL, s.id IS NULL, {ComputedColumns}, {SavedColumns} {both}
            WHERE s.id IS NULL OR (c.id IS NULL AND {IsNotEmpty}) OR (c.id IS NOT NULL AND ({Differs}))
            ORDER BY 1, 2
            """,
            Tell,
            ("$g", generation));
        return session.Number($"SELECT count(*) {both}", ("$g", generation));
    }

    private const string IsNotEmpty = """
        (s.gross_sales <> '0' COLLATE DECIMAL OR s.reductions <> '0' COLLATE DECIMAL OR s.net_revenue <> '0' COLLATE DECIMAL
         OR s.units <> 0 OR s.lines <> 0 OR s.transactions <> 0 OR s.returns <> 0 OR s.first_at IS NOT NULL OR s.last_at IS NOT NULL)
        """;

    private const string Differs = """
        c.gross_sales <> s.gross_sales COLLATE DECIMAL OR c.reductions <> s.reductions COLLATE DECIMAL
        OR c.net_revenue <> s.net_revenue COLLATE DECIMAL OR c.units <> s.units OR c.lines <> s.lines
        OR c.transactions <> s.transactions OR c.returns <> s.returns OR c.first_at IS NOT s.first_at OR c.last_at IS NOT s.last_at
        """;

    private void Tell(SqliteDataReader row)
    {
        if (row.GetBoolean(2)) Add(row, "row", "none", "present");
        else if (row.GetBoolean(3)) Add(row, "row", "present", "none");
        else TellFigures(row);
    }

    private void TellFigures(SqliteDataReader row)
    {
        for (int i = 0; i < Figures.Length; i++)
        {
            string ledger = Text(row, 4 + i, i), served = Text(row, 4 + Figures.Length + i, i);
            if (ledger != served) Add(row, Figures[i], ledger, served);
        }
    }

    private static string Text(SqliteDataReader row, int column, int figure) => figure switch
    {
        _ when row.IsDBNull(column) => "none",
        <= 2 => SqliteValues.Text(SqliteValues.Decimal(row, column)),
        >= 7 => SqliteValues.Time(row.GetInt64(column)).ToString("O", CultureInfo.InvariantCulture),
        _ => row.GetInt64(column).ToString(CultureInfo.InvariantCulture),
    };

    private void Add(SqliteDataReader row, string figure, string ledger, string served)
    {
        _count++;
        if (_differences.Count == MostTold) return;
        DateOnly? day = row.IsDBNull(1) ? null : SqliteValues.Day(row, 1);
        _differences.Add(new Difference($"{SqliteEntityRows.Word(kind)} row", row.GetString(0), day, figure, ledger, served));
    }
}
