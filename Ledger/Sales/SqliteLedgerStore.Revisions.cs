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

    public async Task<IReadOnlyList<string>> LinkedAsync(string originalId, int limit, CancellationToken cancel) => await file.ReadAsync(
        session => session.Query(
            "SELECT DISTINCT transaction_id FROM ledger WHERE original_transaction_id = $original ORDER BY 1 LIMIT $limit",
            row => row.GetString(0),
            ("$original", originalId),
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
