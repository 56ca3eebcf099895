using Microsoft.Data.Sqlite;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger.Sqlite;

/// <summary>The mapping of totals to the columns of a row.</summary>
internal static class SqliteTotals
{
    /// <summary>The number of columns.</summary>
    public const int Width = 15;

    public const string Columns =
        "gross_sales, reductions, net_revenue, units, lines, transactions, returns, first_at, last_at, "
        + "unit_parts, currency, discounts, tax, included_tax, by_currency";

    /// <summary>Parameters for <see cref="Columns"/>, with the values of <see cref="Values"/>.</summary>
    public const string Parameters =
        "$gross_sales, $reductions, $net_revenue, $units, $lines, $transactions, $returns, $first_at, $last_at, "
        + "$unit_parts, $currency, $discounts, $tax, $included_tax, $by_currency";

    /// <summary>Assignments for an update.</summary>
    public static readonly string Assignments = string.Join(", ", Columns.Split(", ").Select(column => $"{column} = ${column}"));

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
        SqliteValues.Time(row, column + 8))
    {
        UnitParts = row.GetInt32(column + 9),
        Currency = row.TextOrNull(column + 10),
        Discounts = SqliteValues.Decimal(row, column + 11),
        Tax = SqliteValues.Decimal(row, column + 12),
        IncludedTax = SqliteValues.Decimal(row, column + 13),
        Parts = row.IsDBNull(column + 14) ? null : CurrencyParts.Read(row.GetString(column + 14)),
    };

    /// <summary>Reads the stored net revenue, which may differ from the sum of the other figures.</summary>
    public static decimal ReadNetRevenue(SqliteDataReader row, int column) => SqliteValues.Decimal(row, column + 2);

    /// <summary>Returns a statement's values: the given ones, then those of the totals.</summary>
    public static (string Name, object? Value)[] Values(in Totals totals, params ReadOnlySpan<(string Name, object? Value)> others) =>
    [
        .. others,
        ("$gross_sales", SqliteValues.Text(totals.GrossSales)),
        ("$reductions", SqliteValues.Text(totals.Reductions)),
        ("$net_revenue", SqliteValues.Text(totals.NetRevenue)),
        ("$units", totals.WholeUnits),
        ("$lines", totals.Lines),
        ("$transactions", totals.Transactions),
        ("$returns", totals.Returns),
        ("$first_at", SqliteValues.Micros(totals.FirstAt)),
        ("$last_at", SqliteValues.Micros(totals.LastAt)),
        ("$unit_parts", totals.UnitParts),
        ("$currency", totals.Currency),
        ("$discounts", SqliteValues.Text(totals.Discounts)),
        ("$tax", SqliteValues.Text(totals.Tax)),
        ("$included_tax", SqliteValues.Text(totals.IncludedTax)),
        ("$by_currency", CurrencyParts.Write(totals.Parts, asText: true)),
    ];

    /// <summary>Returns the values for <see cref="GuestParameters"/>.</summary>
    public static (string Name, object? Value)[] GuestValues(in Totals totals) =>
        Array.ConvertAll(Values(totals), value => (value.Name.Replace("$", "$guest_", StringComparison.Ordinal), value.Value));
}
