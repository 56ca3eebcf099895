using System.Data;
using Npgsql;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger.Closing;

/// <param name="reads">The pool for what callers request.</param>
internal sealed class PostgresClosingStore(NpgsqlDataSource reads) : IClosingStore
{
    private const string Entry =
        """
        WITH entry AS (
            SELECT l.*,
                CASE effect WHEN 0 THEN 1 ELSE -1 END AS sign,
                CASE effect WHEN 0 THEN 1 WHEN 1 THEN -1 ELSE 0 END AS count_sign,
                extract(hour FROM occurred_at AT TIME ZONE 'UTC' + make_interval(mins => utc_offset_minutes))::integer AS hour
            FROM ledger l
            WHERE store_id = $1 AND occurred_at > $2 AND occurred_at < $3 AND business_date = $4)
        """;

    private const string Entries =
        $"""
        {Entry}
        SELECT currency, register, cashier, hour,
            sum(count_sign), coalesce(sum(count_sign) FILTER (WHERE kind = 1), 0), min(occurred_at), max(occurred_at)
        FROM entry GROUP BY currency, register, cashier, hour LIMIT $5
        """;

    private const string Lines =
        $"""
        {Entry}
        SELECT currency, register, cashier, hour, tax_rate, payment_methods IS NOT NULL,
            coalesce(sum(sign * amount) FILTER (WHERE amount > 0), 0), coalesce(sum(sign * amount) FILTER (WHERE amount < 0), 0),
            sum(sign * quantity), sum(count_sign), sum(sign * sign(quantity) * discount),
            coalesce(sum(sign * tax), 0), coalesce(sum(sign * tax) FILTER (WHERE tax_included), 0)
        FROM entry CROSS JOIN LATERAL (
            SELECT coalesce(exact_quantity, quantity) AS quantity, coalesce(amount, quantity * unit_price) AS amount,
                coalesce(discount, 0) AS discount, tax, tax_rate
            FROM unnest(quantities, unit_prices, exact_quantities, discounts, amounts, taxes, tax_rates)
                AS line (quantity, unit_price, exact_quantity, discount, amount, tax, tax_rate)) line
        GROUP BY currency, register, cashier, hour, tax_rate, payment_methods IS NOT NULL LIMIT $5
        """;

    private const string Payments =
        $"""
        {Entry}
        SELECT currency, method, sum(sign * amount), sum(count_sign)
        FROM entry CROSS JOIN LATERAL unnest(payment_methods, payment_amounts) AS payment (method, amount)
        GROUP BY currency, method LIMIT $5
        """;

    public async Task<ClosingRows> ReadAsync(string storeId, DateOnly day, int limit, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await reads.OpenConnectionAsync(cancel);
        // The three queries must see the same state.
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        return new ClosingRows(
            await QueryAsync(Entries, ToEntries), await QueryAsync(Lines, ToLines), await QueryAsync(Payments, ToPayments));

        async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> map)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            command.Parameters.AddText(storeId);
            command.Parameters.AddTimestamp(ClosingRows.From(day));
            command.Parameters.AddTimestamp(ClosingRows.To(day));
            command.Parameters.AddDate(day);
            command.Parameters.AddInteger(limit + 1);
            List<T> rows = [];
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel)) rows.Add(map(reader));
            return rows;
        }
    }

    private static ClosingEntries ToEntries(NpgsqlDataReader row) =>
        new(Part(row), row.GetInt64(4), row.GetInt64(5), row.GetDateTime(6), row.GetDateTime(7));

    private static ClosingPayments ToPayments(NpgsqlDataReader row) =>
        new(row.TextOrNull(0), row.GetString(1), row.GetDecimal(2), row.GetInt64(3));

    private static ClosingLines ToLines(NpgsqlDataReader row) => new(
        Part(row),
        row.IsDBNull(4) ? null : row.GetDecimal(4),
        row.GetBoolean(5),
        row.GetDecimal(6),
        row.GetDecimal(7),
        row.GetDecimal(8),
        row.GetInt64(9),
        row.GetDecimal(10),
        row.GetDecimal(11),
        row.GetDecimal(12));

    private static ClosingPart Part(NpgsqlDataReader row) => new(row.TextOrNull(0), row.TextOrNull(1), row.TextOrNull(2), row.GetInt32(3));
}
