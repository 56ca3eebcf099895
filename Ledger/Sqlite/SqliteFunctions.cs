using Microsoft.Data.Sqlite;

namespace RetailGrains.Ledger.Sqlite;

/// <summary>
/// Functions that the platform's SQL uses in addition to SQLite's own: exact arithmetic and ordering of decimal text, and a
/// case-insensitive search by Unicode rules. Views, indexes and triggers must not use them, because other tools could then not open the
/// file.
/// </summary>
internal static class SqliteFunctions
{
    public static void Register(SqliteConnection connection)
    {
        connection.CreateFunction(
            "decimal_mul",
            static (long quantity, string price) => SqliteValues.Text(quantity * SqliteValues.Decimal(price)),
            isDeterministic: true);
        connection.CreateFunction(
            "decimal_add",
            static (string a, string b) => SqliteValues.Text(SqliteValues.Decimal(a) + SqliteValues.Decimal(b)),
            isDeterministic: true);
        connection.CreateFunction(
            "decimal_floor", static (string value) => (long)decimal.Floor(SqliteValues.Decimal(value)), isDeterministic: true);
        connection.CreateFunction(
            "decimal_parts",
            static (string value) => (long)((SqliteValues.Decimal(value) - decimal.Floor(SqliteValues.Decimal(value))) * 10_000),
            isDeterministic: true);
        connection.CreateFunction(
            "decimal_units", static (long units, long parts) => SqliteValues.Text(units + (parts / 10_000m)), isDeterministic: true);
        connection.CreateAggregate(
            "decimal_sum",
            0m,
            static (decimal sum, string value) => sum + SqliteValues.Decimal(value),
            static sum => SqliteValues.Text(sum),
            isDeterministic: true);
        connection.CreateFunction(
            "begins_with",
            static (string? text, string lowerPrefix) => text?.ToLowerInvariant().StartsWith(lowerPrefix, StringComparison.Ordinal) == true,
            isDeterministic: true);
        connection.CreateCollation("DECIMAL", CompareDecimals);
    }

    /// <summary>
    /// Called by SQLite's native library, so an exception would end the process. Text that is not a decimal, entered by hand, sorts first.
    /// </summary>
    private static int CompareDecimals(string a, string b)
    {
        bool isA = SqliteValues.TryDecimal(a, out decimal left);
        bool isB = SqliteValues.TryDecimal(b, out decimal right);
        if (isA && isB) return left.CompareTo(right);
        return isA == isB ? string.CompareOrdinal(a, b) : isA.CompareTo(isB);
    }
}
