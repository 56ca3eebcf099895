using Microsoft.Data.Sqlite;
using RetailGrains.Ledger.Rows;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Ledger.Integrity;

internal sealed class SqliteHashChainStore(SqliteFile file) : IHashChainStore
{
    private const int PageSize = 100;

    private const int BusinessDate = SqliteLedgerRow.Width, Digest = BusinessDate + 1, ContentHash = BusinessDate + 2,
        EntryHash = BusinessDate + 3, NoteDigest = BusinessDate + 4;

    /// <summary>Selects what <see cref="ReadRow"/> reads.</summary>
    internal static readonly string Rows =
        $"""
        SELECT {SqliteLedgerRow.Columns}, l.business_date, l.customer_digest,
            coalesce(l.content_hash, e.content_hash), coalesce(l.entry_hash, e.entry_hash), l.note_digest
        FROM ledger l LEFT JOIN ledger_earlier_hash e ON e.partition = l.partition AND e.sequence = l.sequence
        """;

    public Task<byte[]> KeyAsync(CancellationToken cancel) => file.ReadAsync(
        session => session.Query("SELECT key FROM ledger_key WHERE id = 1", row => row.GetFieldValue<byte[]>(0)) is [{ } key]
            ? key
            : throw new InvalidDataException("The key in ledger_key is missing: restore it from a backup."),
        cancel);

    public Task<HashChainHead> HashedHeadAsync(int partition, long upTo, CancellationToken cancel) => file.ReadAsync(
        session => session.Query(
            """
            SELECT * FROM (
                SELECT sequence, entry_hash FROM ledger
                WHERE partition = $partition AND sequence <= $up_to AND entry_hash IS NOT NULL ORDER BY sequence DESC LIMIT 1)
            UNION ALL
            SELECT * FROM (
                SELECT sequence, entry_hash FROM ledger_earlier_hash
                WHERE partition = $partition AND sequence <= $up_to ORDER BY sequence DESC LIMIT 1)
            ORDER BY 1 DESC LIMIT 1
            """,
            row => new HashChainHead(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
            ("$partition", partition),
            ("$up_to", upTo)) is [{ } head]
                ? head
                : new HashChainHead(0, EntrySealer.Seed(partition)),
        cancel);

    public IAsyncEnumerable<HashedRow> ReadAsync(int partition, long after, long upTo, CancellationToken cancel) =>
        SqliteLedgerPages.ReadAsync(file, Rows, new SequenceRange(partition, after, upTo), ReadRow, PageSize, cancel);

    public Task<Position?> StrayAsync(int partitions, CancellationToken cancel) => file.ReadAsync(
        session => session.Query(
            "SELECT partition, sequence FROM ledger WHERE partition < 0 OR partition >= $partitions ORDER BY 1, 2 LIMIT 1",
            row => (Position?)new Position(row.GetInt32(0), row.GetInt64(1)),
            ("$partitions", partitions)).FirstOrDefault(),
        cancel);

    public Task<bool> IsCompleteAsync(CancellationToken cancel) => file.ReadAsync(
        session => session.Number("SELECT count(*) FROM ledger_setting WHERE name = 'hashes'") > 0, cancel);

    public Task SetCompleteAsync(CancellationToken cancel) => file.WriteAsync(
        session => session.Execute("INSERT INTO ledger_setting (name, value) VALUES ('hashes', 'complete') ON CONFLICT DO NOTHING"),
        cancel);

    public Task AddAsync(IReadOnlyList<(Position Position, byte[] ContentHash, byte[] EntryHash)> hashes, CancellationToken cancel) =>
        hashes.Count == 0 ? Task.CompletedTask : file.WriteAsync(session => Add(session, [.. hashes]), cancel);

    private static void Add(SqliteSession session, (Position Position, byte[] ContentHash, byte[] EntryHash)[] hashes)
    {
        foreach ((Position position, byte[] content, byte[] entry) in hashes)
        {
            session.Execute(
                """
                INSERT INTO ledger_earlier_hash (partition, sequence, content_hash, entry_hash)
                VALUES ($partition, $sequence, $content, $entry) ON CONFLICT DO NOTHING
                """,
                ("$partition", position.Partition),
                ("$sequence", position.Sequence),
                ("$content", content),
                ("$entry", entry));
        }
    }

    internal static HashedRow ReadRow(SqliteDataReader row)
    {
        DateOnly day = default;
        LedgerEntry? entry = HashedRow.TryRead(() =>
        {
            day = SqliteValues.Day(row, BusinessDate);
            return SqliteLedgerRow.DecodeExactly(row);
        });
        return new HashedRow(
            new Position(row.GetInt32(0), row.GetInt64(1)),
            entry,
            day,
            row.BytesOrNull(Digest),
            row.BytesOrNull(ContentHash),
            row.BytesOrNull(EntryHash))
        {
            NoteDigest = row.BytesOrNull(NoteDigest),
        };
    }
}
