using Npgsql;
using NpgsqlTypes;

namespace RetailGrains.Ledger.Postgres;

/// <summary>Positional parameters with explicit types, so that the server need not guess, and nulls and empty arrays work.</summary>
internal static class PostgresParameters
{
    public static void AddBigint(this NpgsqlParameterCollection parameters, long value) =>
        parameters.Add(new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });

    public static void AddInteger(this NpgsqlParameterCollection parameters, int value) =>
        parameters.Add(new NpgsqlParameter<int> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Integer });

    public static void AddSmallint(this NpgsqlParameterCollection parameters, short value) =>
        parameters.Add(new NpgsqlParameter<short> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Smallint });

    public static void AddJson(this NpgsqlParameterCollection parameters, string? value) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });

    public static void AddBigint(this NpgsqlParameterCollection parameters, long? value) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });

    public static void AddInteger(this NpgsqlParameterCollection parameters, int? value) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });

    public static void AddText(this NpgsqlParameterCollection parameters, string? value) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });

    public static void AddNumeric(this NpgsqlParameterCollection parameters, decimal? value) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric });

    public static void AddTimestamp(this NpgsqlParameterCollection parameters, DateTime? value) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });

    public static void AddDate(this NpgsqlParameterCollection parameters, DateOnly? value) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });

    public static void AddTexts(this NpgsqlParameterCollection parameters, IEnumerable<string>? values) => parameters.Add(
        new NpgsqlParameter { Value = (object?)values?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });

    public static void AddArray<T>(this NpgsqlParameterCollection parameters, NpgsqlDbType elements, T[] values) =>
        parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | elements });
}
