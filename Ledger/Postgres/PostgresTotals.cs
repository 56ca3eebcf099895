using Npgsql;
using NpgsqlTypes;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger.Postgres;

/// <summary>Totals as columns, in one order for statements, parameters and readers.</summary>
internal static class PostgresTotals
{
    /// <summary>The number of columns.</summary>
    public const int Width = 14;

    /// <summary>The names of the columns.</summary>
    public const string Columns =
        "gross_sales, reductions, units, lines, transactions, returns, first_at, last_at, "
        + "unit_parts, currency, discounts, tax, included_tax, by_currency";

    /// <summary>The assignments for ON CONFLICT DO UPDATE.</summary>
    public static readonly string Replace =
        string.Join(", ", Columns.Split(", ").Select(column => $"{column} = excluded.{column}"));

    /// <summary>Adds one parameter per column.</summary>
    public static void AddTotals(this NpgsqlParameterCollection parameters, Totals totals)
    {
        parameters.AddNumeric(totals.GrossSales);
        parameters.AddNumeric(totals.Reductions);
        parameters.AddBigint(totals.WholeUnits);
        parameters.AddBigint(totals.Lines);
        parameters.AddBigint(totals.Transactions);
        parameters.AddBigint(totals.Returns);
        parameters.AddTimestamp(totals.FirstAt);
        parameters.AddTimestamp(totals.LastAt);
        parameters.AddSmallint((short)totals.UnitParts);
        parameters.AddText(totals.Currency);
        parameters.AddNumeric(totals.Discounts);
        parameters.AddNumeric(totals.Tax);
        parameters.AddNumeric(totals.IncludedTax);
        parameters.AddJson(CurrencyParts.Write(totals.Parts, asText: false));
    }

    /// <summary>Adds one array parameter per column.</summary>
    public static void AddTotals(this NpgsqlParameterCollection parameters, Totals[] totals)
    {
        parameters.AddArray(NpgsqlDbType.Numeric, Array.ConvertAll(totals, t => t.GrossSales));
        parameters.AddArray(NpgsqlDbType.Numeric, Array.ConvertAll(totals, t => t.Reductions));
        parameters.AddArray(NpgsqlDbType.Bigint, Array.ConvertAll(totals, t => t.WholeUnits));
        parameters.AddArray(NpgsqlDbType.Bigint, Array.ConvertAll(totals, t => t.Lines));
        parameters.AddArray(NpgsqlDbType.Bigint, Array.ConvertAll(totals, t => t.Transactions));
        parameters.AddArray(NpgsqlDbType.Bigint, Array.ConvertAll(totals, t => t.Returns));
        parameters.AddArray(NpgsqlDbType.TimestampTz, Array.ConvertAll(totals, t => t.FirstAt));
        parameters.AddArray(NpgsqlDbType.TimestampTz, Array.ConvertAll(totals, t => t.LastAt));
        parameters.AddArray(NpgsqlDbType.Smallint, Array.ConvertAll(totals, t => (short)t.UnitParts));
        parameters.AddArray(NpgsqlDbType.Text, Array.ConvertAll(totals, t => t.Currency));
        parameters.AddArray(NpgsqlDbType.Numeric, Array.ConvertAll(totals, t => t.Discounts));
        parameters.AddArray(NpgsqlDbType.Numeric, Array.ConvertAll(totals, t => t.Tax));
        parameters.AddArray(NpgsqlDbType.Numeric, Array.ConvertAll(totals, t => t.IncludedTax));
        parameters.AddArray(NpgsqlDbType.Jsonb, Array.ConvertAll(totals, t => CurrencyParts.Write(t.Parts, asText: false)));
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
        row.IsDBNull(column + 7) ? null : row.GetDateTime(column + 7))
    {
        UnitParts = row.GetInt16(column + 8),
        Currency = row.TextOrNull(column + 9),
        Discounts = row.GetDecimal(column + 10),
        Tax = row.GetDecimal(column + 11),
        IncludedTax = row.GetDecimal(column + 12),
        Parts = row.IsDBNull(column + 13) ? null : CurrencyParts.Read(row.GetString(column + 13)),
    };
}
