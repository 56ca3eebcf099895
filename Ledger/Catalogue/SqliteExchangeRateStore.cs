using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Catalogue;

internal sealed class SqliteExchangeRateStore(SqliteFile file) : IExchangeRateStore
{
    public Task PutAsync(DayRates rates, CancellationToken cancel) => file.WriteAsync(
        session =>
        {
            (string, object?) day = ("$day", SqliteValues.Text(rates.Day));
            session.Execute("DELETE FROM exchange_rate WHERE day = $day", day);
            foreach ((string currency, decimal rate) in rates.Rates)
            {
                session.Execute(
                    "INSERT INTO exchange_rate (day, base, currency, rate) VALUES ($day, $base, $currency, $rate)",
                    day,
                    ("$base", rates.Base),
                    ("$currency", currency),
                    ("$rate", SqliteValues.Text(rate)));
            }
        },
        cancel);

    public async Task<IReadOnlyList<DayRates>> ReadAsync(DateOnly upTo, IReadOnlyCollection<string> currencies, CancellationToken cancel)
    {
        var rows = await file.ReadAsync(
            session => session.Query(
                """
                SELECT day, base, currency, rate FROM exchange_rate
                WHERE day <= $up_to AND (currency IN (SELECT value FROM json_each($codes)) OR base IN (SELECT value FROM json_each($codes)))
                ORDER BY day
                """,
                row => (Day: SqliteValues.Day(row, 0), Base: row.GetString(1), Currency: row.GetString(2), Rate: SqliteValues.Decimal(row,
                    3)),
                ("$up_to", SqliteValues.Text(upTo)),
                ("$codes", SqliteValues.Array(currencies.ToArray()))),
            cancel).ConfigureAwait(false);
        return
        [
            .. rows.GroupBy(one => (one.Day, one.Base)).Select(
                day => new DayRates(day.Key.Day, day.Key.Base, day.ToDictionary(one =>
                    one.Currency, one => one.Rate, StringComparer.Ordinal))),
        ];
    }
}
