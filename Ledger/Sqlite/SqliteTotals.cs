using Microsoft.Data.Sqlite;
using RetailGrains.Figures;

namespace RetailGrains.Ledger.Sqlite;

/// <summary>The mapping of totals to the columns of a row.</summary>
internal static class SqliteTotals
{
    /// <summary>The number of columns.</summary>
    public const int Width = 9;

    public const string Columns = "gross_sales, reductions, net_revenue, units, lines, transactions, returns, first_at, last_at";

    /// <summary>Parameters for <see cref="Columns"/>, with the values of <see cref="Values"/>.</summary>
    public const string Parameters =
        "$gross_sales, $reductions, $net_revenue, $units, $lines, $transactions, $returns, $first_at, $last_at";

    /// <summary>Assignments for an update.</summary>
    public const string Assignments =
        "gross_sales = $gross_sales, reductions = $reductions, net_revenue = $net_revenue, units = $units, lines = $lines, "
        + "transactions = $transactions, returns = $returns, first_at = $first_at, last_at = $last_at";

    /// <summary>The columns of a partition's totals of transactions without a customer.</summary>
    public static readonly string GuestColumns = "guest_" + Columns.Replace(" ", " guest_", StringComparison.Ordinal);

    /// <summary>Parameters for <see cref="GuestColumns"/>.</summary>
    public static readonly string GuestParameters = Parameters.Replace("$", "$guest_", StringComparison.Ordinal);

    /// <summary>Reads <see cref="Columns"/>, starting at <paramref name="column"/>.</summary>
    public static Totals Read(SqliteDataReader row, int column) => new(
        SqliteValues.Decimal(row, column),
        SqliteValues.Decimal(row, column + 1),
        row.GetInt64(column + 3),
        row.GetInt64(column + 4),
        row.GetInt64(column + 5),
        row.GetInt64(column + 6),
        SqliteValues.Time(row, column + 7),
        SqliteValues.Time(row, column + 8));

    /// <summary>Reads the stored net revenue, which may differ from the sum of the other figures.</summary>
    public static decimal ReadNetRevenue(SqliteDataReader row, int column) => SqliteValues.Decimal(row, column + 2);

    /// <summary>Returns a statement's values: the given ones, then those of the totals.</summary>
    public static (string Name, object? Value)[] Values(in Totals totals, params ReadOnlySpan<(string Name, object? Value)> others) =>
    [
        .. others,
        ("$gross_sales", SqliteValues.Text(totals.GrossSales)),
        ("$reductions", SqliteValues.Text(totals.Reductions)),
        ("$net_revenue", SqliteValues.Text(totals.NetRevenue)),
        ("$units", totals.Units),
        ("$lines", totals.Lines),
        ("$transactions", totals.Transactions),
        ("$returns", totals.Returns),
        ("$first_at", SqliteValues.Micros(totals.FirstAt)),
        ("$last_at", SqliteValues.Micros(totals.LastAt)),
    ];

    /// <summary>Returns the values for <see cref="GuestParameters"/>.</summary>
    public static (string Name, object? Value)[] GuestValues(in Totals totals) =>
        Array.ConvertAll(Values(totals), value => (value.Name.Replace("$", "$guest_", StringComparison.Ordinal), value.Value));
}
