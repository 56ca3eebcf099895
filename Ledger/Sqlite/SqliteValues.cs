using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace RetailGrains.Ledger.Sqlite;

/// <summary>The encoding of values in the embedded store. It is part of the storage format.</summary>
internal static class SqliteValues
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Formats without trailing zeros, so that equal amounts are equal texts.</summary>
    public static string Text(decimal value) =>
        value == 0 ? "0" : value.ToString("0.############################", CultureInfo.InvariantCulture);

    public static decimal Decimal(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    public static bool TryDecimal(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out value);

    public static decimal Decimal(SqliteDataReader row, int column) => Decimal(row.GetString(column));

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly Day(SqliteDataReader row, int column) =>
        DateOnly.ParseExact(row.GetString(column), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static long Micros(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TicksPerMicrosecond;

    public static object? Micros(DateTime? utc) => utc is { } time ? Micros(time) : null;

    /// <summary>Returns the first whole microsecond at or after an instant, because bounds may be finer.</summary>
    public static object? MicrosUp(DateTimeOffset? instant) =>
        instant is { } at ? (at.UtcTicks - DateTime.UnixEpoch.Ticks + TicksPerMicrosecond - 1) / TicksPerMicrosecond : null;

    public static DateTime Time(long micros) => DateTime.UnixEpoch.AddTicks(micros * TicksPerMicrosecond);

    public static DateTime? Time(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : Time(row.GetInt64(column));

    public static string Array<T>(T[] values) => JsonSerializer.Serialize(values, Json);

    public static T[] Array<T>(SqliteDataReader row, int column) => JsonSerializer.Deserialize<T[]>(row.GetString(column), Json)!;
}
