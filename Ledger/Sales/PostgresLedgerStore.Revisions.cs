using Npgsql;
using NpgsqlTypes;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Ledger;

internal sealed partial class PostgresLedgerStore
{
    public async Task<IReadOnlyDictionary<string, TransactionHistory>> HistoriesAsync(
        IReadOnlyCollection<string> transactionIds, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand($"SELECT {Columns} FROM ledger WHERE transaction_id = ANY ($1)");
        command.Parameters.AddArray<string>(NpgsqlDbType.Text, [.. transactionIds]);
        return TransactionHistory.ById(await ReadAllAsync(command, cancel));
    }

    public async Task<IReadOnlyList<string>> LinkedAsync(string originalId, int limit, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT DISTINCT transaction_id FROM ledger WHERE original_transaction_id = $1 ORDER BY transaction_id LIMIT $2");
        command.Parameters.AddText(originalId);
        command.Parameters.AddInteger(limit);
        List<string> linked = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) linked.Add(reader.GetString(0));
        return linked;
    }

    public async Task<long> UncountedAsync(int partition, long upTo, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT coalesce(sum(CASE effect WHEN 1 THEN 2 ELSE 1 END), 0) FROM ledger
            WHERE partition = $1 AND sequence <= $2 AND effect <> 0
            """);
        command.Parameters.AddInteger(partition);
        command.Parameters.AddBigint(upTo);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
