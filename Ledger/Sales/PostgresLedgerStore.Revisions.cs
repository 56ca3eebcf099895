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

    public async Task<IReadOnlyList<LinkedTransaction>> LinkedAsync(
        string originalId, string storeId, int limit, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT transaction_id, bool_or(store_id = $2) AS of_store FROM ledger linked
            WHERE original_transaction_id = $1 AND effect = 0 AND takes_back IS NULL AND (
                SELECT 1 FROM ledger taken
                WHERE taken.transaction_id = linked.transaction_id AND taken.takes_back = linked.revision
                LIMIT 1
            ) IS NULL
            GROUP BY transaction_id ORDER BY of_store DESC, min(recorded_at), transaction_id LIMIT $3
            """);
        command.Parameters.AddText(originalId);
        command.Parameters.AddText(storeId);
        command.Parameters.AddInteger(limit);
        List<LinkedTransaction> linked = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) linked.Add(new LinkedTransaction(reader.GetString(0), reader.GetBoolean(1)));
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
