using Microsoft.Data.Sqlite;

namespace RetailGrains.Ledger.Schema;

/// <summary>
/// What our SQL uses besides SQLite's own functions: exact arithmetic and order of decimal text, and a search that knows Unicode's upper
/// and lower case. No view, index or trigger may use them, or other tools could not open the file.
/// </summary>
internal static class SqliteFunctions
{
    public static void Register(SqliteConnection connection)
    {
        connection.CreateFunction(
            "decimal_mul",
            static (long quantity, string price) => SqliteValues.Text(quantity * SqliteValues.Decimal(price)),
            isDeterministic: true);
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

    /// <summary>SQLite's library calls it: an exception would end the process. Text that is no decimal, put there by hand, comes first.</summary>
    private static int CompareDecimals(string a, string b)
    {
        bool isA = SqliteValues.TryDecimal(a, out decimal left);
        bool isB = SqliteValues.TryDecimal(b, out decimal right);
        if (isA && isB) return left.CompareTo(right);
        return isA == isB ? string.CompareOrdinal(a, b) : isA.CompareTo(isB);
    }
}
