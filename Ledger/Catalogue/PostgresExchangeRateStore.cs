using Npgsql;
using NpgsqlTypes;
using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Ledger.Catalogue;

internal sealed class PostgresExchangeRateStore(NpgsqlDataSource source) : IExchangeRateStore
{
    public async Task PutAsync(DayRates rates, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        // A batch without an explicit transaction is one transaction.
        await using var batch = new NpgsqlBatch(connection);
        var delete = new NpgsqlBatchCommand("DELETE FROM exchange_rate WHERE day = $1");
        delete.Parameters.AddDate(rates.Day);
        var insert = new NpgsqlBatchCommand(
            "INSERT INTO exchange_rate (day, base, currency, rate) SELECT $1, $2, * FROM unnest($3, $4) ON CONFLICT (day, currency) "
            + "DO UPDATE SET base = excluded.base, rate = excluded.rate");
        insert.Parameters.AddDate(rates.Day);
        insert.Parameters.AddText(rates.Base);
        insert.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. rates.Rates.Keys]);
        insert.Parameters.AddArray<decimal>(NpgsqlDbType.Numeric, [.. rates.Rates.Values]);
        batch.BatchCommands.Add(delete);
        batch.BatchCommands.Add(insert);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    public async Task<IReadOnlyList<DayRates>> ReadAsync(DateOnly upTo, IReadOnlyCollection<string> currencies, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT day, base, currency, rate FROM exchange_rate
            WHERE day <= $1 AND (currency = ANY ($2) OR base = ANY ($2)) ORDER BY day
            """);
        command.Parameters.AddDate(upTo);
        command.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. currencies]);
        var rows = new List<(DateOnly Day, string Base, string Currency, decimal Rate)>();
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) rows.Add((row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetString(2),
            row.GetDecimal(3)));
        return
        [
            .. rows.GroupBy(one => (one.Day, one.Base)).Select(
                day => new DayRates(day.Key.Day, day.Key.Base, day.ToDictionary(one =>
                    one.Currency, one => one.Rate, StringComparer.Ordinal))),
        ];
    }
}
