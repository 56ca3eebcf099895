using Npgsql;
using NpgsqlTypes;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Ledger.Postgres;

/// <summary>Totals as columns, in one order for statements, parameters and readers.</summary>
internal static class PostgresTotals
{
    /// <summary>The number of columns.</summary>
    public const int Width = 8;

    /// <summary>The names of the columns.</summary>
    public const string Columns = "gross_sales, reductions, units, lines, transactions, returns, first_at, last_at";

    /// <summary>The assignments for ON CONFLICT DO UPDATE.</summary>
    public const string Replace =
        "gross_sales = excluded.gross_sales, reductions = excluded.reductions, units = excluded.units, lines = excluded.lines, "
        + "transactions = excluded.transactions, returns = excluded.returns, first_at = excluded.first_at, last_at = excluded.last_at";

    /// <summary>Adds one parameter per column.</summary>
    public static void AddTotals(this NpgsqlParameterCollection parameters, Totals totals)
    {
        parameters.AddNumeric(totals.GrossSales);
        parameters.AddNumeric(totals.Reductions);
        parameters.AddBigint(totals.Units);
        parameters.AddBigint(totals.Lines);
        parameters.AddBigint(totals.Transactions);
        parameters.AddBigint(totals.Returns);
        parameters.AddTimestamp(totals.FirstAt);
        parameters.AddTimestamp(totals.LastAt);
    }

    /// <summary>Adds one array parameter per column.</summary>
    public static void AddTotals(this NpgsqlParameterCollection parameters, Totals[] totals)
    {
        parameters.AddArray(NpgsqlDbType.Numeric, Array.ConvertAll(totals, t => t.GrossSales));
        parameters.AddArray(NpgsqlDbType.Numeric, Array.ConvertAll(totals, t => t.Reductions));
        parameters.AddArray(NpgsqlDbType.Bigint, Array.ConvertAll(totals, t => t.Units));
        parameters.AddArray(NpgsqlDbType.Bigint, Array.ConvertAll(totals, t => t.Lines));
        parameters.AddArray(NpgsqlDbType.Bigint, Array.ConvertAll(totals, t => t.Transactions));
        parameters.AddArray(NpgsqlDbType.Bigint, Array.ConvertAll(totals, t => t.Returns));
        parameters.AddArray(NpgsqlDbType.TimestampTz, Array.ConvertAll(totals, t => t.FirstAt));
        parameters.AddArray(NpgsqlDbType.TimestampTz, Array.ConvertAll(totals, t => t.LastAt));
    }

    /// <summary>Reads totals from the row, starting at a column.</summary>
    public static Totals ReadTotals(this NpgsqlDataReader row, int column) => new(
        row.GetDecimal(column),
        row.GetDecimal(column + 1),
        row.GetInt64(column + 2),
        row.GetInt64(column + 3),
        row.GetInt64(column + 4),
        row.GetInt64(column + 5),
        row.IsDBNull(column + 6) ? null : row.GetDateTime(column + 6),
        row.IsDBNull(column + 7) ? null : row.GetDateTime(column + 7));
}
