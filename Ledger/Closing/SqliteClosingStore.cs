using Microsoft.Data.Sqlite;
using RetailGrains.Ledger.Rows;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Closing;

internal sealed class SqliteClosingStore(SqliteFile file) : IClosingStore
{
    private const string Entry =
        """
        WITH entry AS NOT MATERIALIZED (
            SELECT *, iif(effect = 0, 1, -1) AS sign, CASE effect WHEN 0 THEN 1 WHEN 1 THEN -1 ELSE 0 END AS count_sign,
                (occurred_at / 60000000 + utc_offset_minutes) / 60 % 24 AS hour
            FROM ledger
            WHERE store_id = $store AND occurred_at > $from AND occurred_at < $to AND business_date = $day)
        """;

    private const string Entries =
        $"""
        {Entry}
        SELECT currency, register, cashier, hour, sum(count_sign), sum(iif(kind = 1, count_sign, 0)), min(occurred_at), max(occurred_at)
        FROM entry GROUP BY currency, register, cashier, hour LIMIT $limit
        """;

    private const string Lines =
        $"""
        {Entry}
        SELECT e.currency, e.register, e.cashier, e.hour, v.tax_rate, e.payment_methods IS NOT NULL AS paid,
            decimal_sum(iif((v.amount LIKE '-%') = (e.sign < 0), v.amount, '0')),
            decimal_sum(iif((v.amount LIKE '-%') = (e.sign < 0), '0', v.amount)),
            decimal_sum(CAST(v.quantity AS TEXT)), sum(e.count_sign), decimal_sum(v.discount),
            decimal_sum(coalesce(v.tax, '0')), decimal_sum(iif(e.tax_included, coalesce(v.tax, '0'), '0'))
        FROM entry e CROSS JOIN ledger_line v ON v.partition = e.partition AND v.sequence = e.sequence
        GROUP BY 1, 2, 3, 4, 5, 6 LIMIT $limit
        """;

    private const string Payments =
        $"""
        {Entry}
        SELECT e.currency, p.value AS method, decimal_sum(decimal_mul(e.sign, e.payment_amounts ->> p.key)), sum(e.count_sign)
        FROM entry e CROSS JOIN json_each(e.payment_methods) p
        WHERE e.payment_methods IS NOT NULL
        GROUP BY 1, 2 LIMIT $limit
        """;

    public Task<ClosingRows> ReadAsync(string storeId, DateOnly day, int limit, CancellationToken cancel)
    {
        return file.ReadAsync(
            session => new ClosingRows(
                Query(session, Entries, ToEntries), Query(session, Lines, ToLines), Query(session, Payments, ToPayments)),
            cancel);

        List<T> Query<T>(SqliteSession session, string sql, Func<SqliteDataReader, T> map) => session.Query(
            sql,
            map,
            ("$store", storeId),
            ("$from", SqliteValues.Micros(ClosingRows.From(day))),
            ("$to", SqliteValues.Micros(ClosingRows.To(day))),
            ("$day", SqliteValues.Text(day)),
            ("$limit", limit + 1));
    }

    private static ClosingEntries ToEntries(SqliteDataReader row) => new(
        Part(row), row.GetInt64(4), row.GetInt64(5), SqliteValues.Time(row.GetInt64(6)), SqliteValues.Time(row.GetInt64(7)));

    private static ClosingPayments ToPayments(SqliteDataReader row) =>
        new(row.TextOrNull(0), row.GetString(1), SqliteValues.Decimal(row, 2), row.GetInt64(3));

    private static ClosingLines ToLines(SqliteDataReader row) => new(
        Part(row),
        row.IsDBNull(4) ? null : SqliteValues.Decimal(row, 4),
        row.GetInt64(5) == 1,
        SqliteValues.Decimal(row, 6),
        SqliteValues.Decimal(row, 7),
        SqliteValues.Decimal(row, 8),
        row.GetInt64(9),
        SqliteValues.Decimal(row, 10),
        SqliteValues.Decimal(row, 11),
        SqliteValues.Decimal(row, 12));

    private static ClosingPart Part(SqliteDataReader row) => new(
        row.TextOrNull(0), row.TextOrNull(1), row.TextOrNull(2), row.GetInt32(3));
}
