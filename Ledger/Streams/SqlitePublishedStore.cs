using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Streams;

internal sealed class SqlitePublishedStore(SqliteFile file) : IPublishedStore
{
    public async Task<long?> ReadAsync(int partition, CancellationToken cancel)
    {
        List<long> found = await file.ReadAsync(
            session => session.Query(
                "SELECT sequence FROM published WHERE partition = $partition", row => row.GetInt64(0), ("$partition", partition)),
            cancel);
        return found.Count == 0 ? null : found[0];
    }

    public Task SaveAsync(int partition, long sequence, CancellationToken cancel) => file.WriteAsync(
        session => session.Execute(
            """
            INSERT INTO published (partition, sequence) VALUES ($partition, $sequence)
            ON CONFLICT (partition) DO UPDATE SET sequence = max(published.sequence, excluded.sequence)
            """,
            ("$partition", partition),
            ("$sequence", sequence)),
        cancel);
}
