using RetailGrains.Ledger.Revisions;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger;

internal sealed partial class SqliteLedgerStore
{
    public async Task<IReadOnlyDictionary<string, TransactionHistory>> HistoriesAsync(
        IReadOnlyCollection<string> transactionIds, CancellationToken cancel)
    {
        string ids = SqliteValues.Array(transactionIds.ToArray());
        List<LedgerEntry> entries = await file.ReadAsync(
            session => session.Query(
                $"SELECT {SqliteLedgerRow.Columns} FROM ledger l WHERE l.transaction_id IN (SELECT value FROM json_each($ids))",
                SqliteLedgerRow.Decode,
                ("$ids", ids)),
            cancel).ConfigureAwait(false);
        return TransactionHistory.ById(entries);
    }

    public async Task<IReadOnlyList<LinkedTransaction>> LinkedAsync(
        string originalId, string storeId, int limit, CancellationToken cancel) => await file.ReadAsync(
        session => session.Query(
            """
            SELECT transaction_id, max(store_id = $store) AS of_store FROM ledger linked
            WHERE original_transaction_id = $original AND effect = 0 AND takes_back IS NULL AND NOT EXISTS (
                SELECT 1 FROM ledger taken
                WHERE taken.transaction_id = linked.transaction_id AND taken.takes_back = linked.revision)
            GROUP BY transaction_id ORDER BY of_store DESC, min(recorded_at), transaction_id LIMIT $limit
            """,
            row => new LinkedTransaction(row.GetString(0), row.GetInt64(1) != 0),
            ("$original", originalId),
            ("$store", storeId),
            ("$limit", limit)),
        cancel).ConfigureAwait(false);

    public async Task<long> UncountedAsync(int partition, long upTo, CancellationToken cancel) => (await file.ReadAsync(
        session => session.Query(
            """
            SELECT coalesce(sum(CASE effect WHEN 1 THEN 2 ELSE 1 END), 0) FROM ledger
            WHERE partition = $partition AND sequence <= $upTo AND effect <> 0
            """,
            row => row.GetInt64(0),
            ("$partition", partition),
            ("$upTo", upTo)),
        cancel).ConfigureAwait(false))[0];
}
