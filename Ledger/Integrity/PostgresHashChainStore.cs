using Npgsql;
using NpgsqlTypes;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger.Integrity;

internal sealed class PostgresHashChainStore(NpgsqlDataSource source) : IHashChainStore
{
    private const int Digest = PostgresLedgerRow.Width, ContentHash = Digest + 1, EntryHash = Digest + 2, NoteDigest = Digest + 3;

    /// <summary>Selects what <see cref="ReadRow"/> reads.</summary>
    internal const string Rows =
        $"""
        SELECT {PostgresLedgerRow.Columns}, customer_digest,
            coalesce(ledger.content_hash, earlier.content_hash), coalesce(ledger.entry_hash, earlier.entry_hash), note_digest
        FROM ledger LEFT JOIN ledger_earlier_hash earlier USING (partition, sequence)
        """;

    public async Task<byte[]> KeyAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT key FROM ledger_key WHERE id = 1");
        return (byte[]?)await command.ExecuteScalarAsync(cancel)
            ?? throw new InvalidDataException("The key in ledger_key is missing: restore it from a backup.");
    }

    public async Task<HashChainHead> HashedHeadAsync(int partition, long upTo, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            (SELECT sequence, entry_hash FROM ledger
             WHERE partition = $1 AND sequence <= $2 AND entry_hash IS NOT NULL ORDER BY sequence DESC LIMIT 1)
            UNION ALL
            (SELECT sequence, entry_hash FROM ledger_earlier_hash
             WHERE partition = $1 AND sequence <= $2 ORDER BY sequence DESC LIMIT 1)
            ORDER BY sequence DESC LIMIT 1
            """);
        command.Parameters.AddInteger(partition);
        command.Parameters.AddBigint(upTo);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new HashChainHead(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : new HashChainHead(0, EntrySealer.Seed(partition));
    }

    public IAsyncEnumerable<HashedRow> ReadAsync(int partition, long after, long upTo, CancellationToken cancel) =>
        PostgresLedgerPages.ReadAsync(source, Rows, new SequenceRange(partition, after, upTo), ReadRow, timeout: 0, cancel);

    public async Task<Position?> StrayAsync(int partitions, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT partition, sequence FROM ledger WHERE partition < 0 OR partition >= $1 ORDER BY partition, sequence LIMIT 1");
        command.Parameters.AddInteger(partitions);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new Position(reader.GetInt16(0), reader.GetInt64(1)) : null;
    }

    public async Task<bool> IsCompleteAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT 1 FROM ledger_setting WHERE name = 'hashes'");
        return await command.ExecuteScalarAsync(cancel) is not null;
    }

    public async Task SetCompleteAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            "INSERT INTO ledger_setting (name, value) VALUES ('hashes', 'complete') ON CONFLICT DO NOTHING");
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task AddAsync(IReadOnlyList<(Position Position, byte[] ContentHash, byte[] EntryHash)> hashes, CancellationToken cancel)
    {
        if (hashes.Count == 0) return;
        await using NpgsqlCommand command = source.CreateCommand(
            """
            INSERT INTO ledger_earlier_hash (partition, sequence, content_hash, entry_hash)
            SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """);
        command.Parameters.AddArray<short>(NpgsqlDbType.Smallint, [.. hashes.Select(one => (short)one.Position.Partition)]);
        command.Parameters.AddArray<long>(NpgsqlDbType.Bigint, [.. hashes.Select(one => one.Position.Sequence)]);
        command.Parameters.AddArray<byte[]>(NpgsqlDbType.Bytea, [.. hashes.Select(one => one.ContentHash)]);
        command.Parameters.AddArray<byte[]>(NpgsqlDbType.Bytea, [.. hashes.Select(one => one.EntryHash)]);
        await command.ExecuteNonQueryAsync(cancel);
    }

    internal static HashedRow ReadRow(NpgsqlDataReader row)
    {
        LedgerEntry? entry = HashedRow.TryRead(() => PostgresLedgerRow.ReadExactly(row));
        return new HashedRow(
            new Position(row.GetInt16(0), row.GetInt64(1)),
            entry,
            entry is null ? default : row.GetFieldValue<DateOnly>(PostgresLedgerRow.BusinessDate),
            row.BytesOrNull(Digest),
            row.BytesOrNull(ContentHash),
            row.BytesOrNull(EntryHash))
        {
            NoteDigest = row.BytesOrNull(NoteDigest),
        };
    }
}
