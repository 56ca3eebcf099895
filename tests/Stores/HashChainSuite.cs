using System.Data.Common;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;
using static RetailGrains.Tests.Stores.Samples;

namespace RetailGrains.Tests.Stores;

/// <summary>The database rejects SQL that changes recorded entries. The hash chain reveals changes that are made nevertheless.</summary>
public abstract class HashChainSuite : StoreSuite
{
    private const int Partition = 2;

    /// <summary>Columns of the ledger, each with another value for the entry at 2-2.</summary>
    private protected static readonly (string Column, string Value)[] Alterations =
    [
        ("transaction_id", "'x'"),
        ("store_id", "'x'"),
        ("customer_id", "'x'"),
        ("customer_id", "NULL"),
        ("business_date", "'2012-01-01'"),
        ("utc_offset_minutes", "60"),
        ("kind", "1"),
        ("revision", "2"),
        ("effect", "1"),
        ("takes_back", "1"),
        ("currency", "'EUR'"),
        ("currency_by_default", "true"),
        ("register", "'x'"),
        ("cashier", "'x'"),
        ("note", "'x'"),
        ("original_transaction_id", "'x'"),
        ("tax_included", "false"),
        ("source", "'api'"),
        ("sub", "'x'"),
    ];

    /// <summary>Columns whose values each database writes in its own format.</summary>
    private protected abstract (string Column, string Value)[] OwnAlterations { get; }

    /// <summary>Statements of a superuser who first disables the triggers that would refuse them.</summary>
    private protected abstract string WithoutTriggers(string sql);

    [Fact]
    public async Task The_hashes_of_entries_with_any_content_are_verified_when_they_are_read_back()
    {
        EntrySealer sealer = await SealerAsync();
        LedgerEntry[] entries = Sealed(sealer,
        [
            .. AwkwardIds.Select((id, i) => Entry(
                Partition, i + 1, id, $"store {id}", i % 2 == 0 ? null : $"customer {id}",
                new DateTimeOffset(2011, 3, 27, 0, 30, 0, TimeSpan.FromHours(5.75)), TransactionKind.Return,
                Line(id, -i - 1, 9747747.9341m % 1_000_000m, id), Line("Y", 3, -11062.0600m), Line("Z", 1, 0m, ""))),
        ]);
        await Store.Ledger.AppendAsync(entries, None);
        Assert.Null(await FaultAsync(sealer));
        HashChainHead head = await Store.Hashes.HashedHeadAsync(Partition, long.MaxValue, None);
        Assert.Equal(AwkwardIds.Length, head.Sequence);
        Assert.Equal(entries[^1].Hashes![32..], head.Hash);
        Assert.Equal(entries[4].Hashes![32..], (await Store.Hashes.HashedHeadAsync(Partition, 5, None)).Hash);
    }

    [Theory]
    [InlineData("UPDATE ledger SET store_id = 'x'")]
    [InlineData("UPDATE ledger SET content_hash = NULL WHERE partition = 2")]
    [InlineData("DELETE FROM ledger WHERE partition = 2 AND sequence = 3")]
    [InlineData("DELETE FROM ledger_key")]
    [InlineData("UPDATE ledger_key SET id = id")]
    [InlineData("DELETE FROM ledger_earlier_hash")]
    public async Task Recorded_rows_can_be_neither_changed_nor_removed(string sql)
    {
        EntrySealer sealer = await RecordAsync();
        await Store.Hashes.AddAsync([(new Position(0, 1), new byte[32], new byte[32])], None);
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(sql));
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        Assert.Null(await FaultAsync(sealer));
    }

    [Fact]
    public async Task A_change_of_any_column_is_reported_at_its_entry()
    {
        EntrySealer sealer = await RecordAsync();
        foreach ((string column, string value) in Alterations.Concat(OwnAlterations))
        {
            await Database.ExecuteAsync("CREATE TABLE before AS SELECT * FROM ledger");
            await Database.ExecuteAsync(WithoutTriggers($"UPDATE ledger SET {column} = {value} WHERE partition = 2 AND sequence = 2"));
            HashChainFault? fault = await FaultAsync(sealer);
            Assert.True(
                fault == new HashChainFault(new Position(Partition, 2), HashChainFaultKind.Content), $"{column} = {value}: {fault}");
            await Database.ExecuteAsync(WithoutTriggers("DELETE FROM ledger; INSERT INTO ledger SELECT * FROM before; DROP TABLE before"));
            Assert.Null(await FaultAsync(sealer));
        }
    }

    [Theory]
    [InlineData("DELETE FROM ledger WHERE partition = 2 AND sequence = 3", HashChainFaultKind.Missing, 3)]
    [InlineData("DELETE FROM ledger WHERE partition = 2 AND sequence = 6", HashChainFaultKind.Missing, 6)]
    [InlineData("UPDATE ledger SET entry_hash = content_hash WHERE partition = 2 AND sequence = 4", HashChainFaultKind.Link, 4)]
    [InlineData("UPDATE ledger SET entry_hash = NULL WHERE partition = 2 AND sequence >= 5", HashChainFaultKind.Unexpected, 5)]
    [InlineData("UPDATE ledger SET sequence = -4 WHERE partition = 2 AND sequence = 4", HashChainFaultKind.Unexpected, -4)]
    [InlineData(
        "UPDATE ledger SET sequence = 100 WHERE partition = 2 AND sequence = 2; UPDATE ledger SET sequence = 2 WHERE partition = 2 AND "
        + "sequence = 5; UPDATE ledger SET sequence = 5 WHERE partition = 2 AND sequence = 100", HashChainFaultKind.Link, 2)]
    public async Task Removed_and_moved_entries_are_reported_at_their_positions(string sql, HashChainFaultKind kind, long sequence)
    {
        EntrySealer sealer = await RecordAsync();
        await Database.ExecuteAsync(WithoutTriggers(sql));
        Assert.Equal(new HashChainFault(new Position(Partition, sequence), kind), await FaultAsync(sealer, head: 6));
    }

    [Fact]
    public async Task An_entry_in_no_partition_is_reported()
    {
        await RecordAsync();
        Assert.Null(await Store.Hashes.StrayAsync(Partitions, None));
        await Database.ExecuteAsync(WithoutTriggers("UPDATE ledger SET partition = 77 WHERE partition = 2 AND sequence = 3"));
        Assert.Equal(new Position(77, 3), await Store.Hashes.StrayAsync(Partitions, None));
    }

    /// <summary>Entries of a version without hashes get their hashes once. From then on, they are protected like all others.</summary>
    [Fact]
    public async Task Entries_from_before_hashes_get_hashes_and_the_chain_continues_after_them()
    {
        EntrySealer sealer = await SealerAsync();
        await Store.Ledger.AppendAsync([.. Enumerable.Range(1, 2_500).Select(i => Entry(Partition, i))], None);
        Assert.False(await Store.Hashes.IsCompleteAsync(None));
        var completion = new HashCompletion(Store.Hashes, Store.Ledger, sealer);
        HashChainHead head = await completion.HeadAsync(Partition, 2_500, None);
        Assert.Equal(2_500, await completion.RunAsync(Partitions, None));
        Assert.True(await Store.Hashes.IsCompleteAsync(None));
        HashChainHead stored = await Store.Hashes.HashedHeadAsync(Partition, long.MaxValue, None);
        Assert.Equal(head.Sequence, stored.Sequence);
        Assert.Equal(head.Hash, stored.Hash);
        LedgerEntry next = Entry(Partition, 2_501);
        await Store.Ledger.AppendAsync([next with { Hashes = sealer.Seal(next, head.Hash) }], None);
        Assert.Null(await FaultAsync(sealer));
        Assert.Equal(0, await completion.RunAsync(Partitions, None));
        await Database.ExecuteAsync(WithoutTriggers("UPDATE ledger SET store_id = 'x' WHERE partition = 2 AND sequence = 1234"));
        Assert.Equal(new HashChainFault(new Position(Partition, 1_234), HashChainFaultKind.Content), await FaultAsync(sealer));
    }

    /// <summary>Erasure replaces the customer's id and stores its digest, so the chain remains valid.</summary>
    [Fact]
    public async Task A_customer_can_be_erased_with_the_chain_intact()
    {
        EntrySealer sealer = await RecordAsync();
        byte[] digest = sealer.CustomerDigest("customer");
        string erase = $"UPDATE ledger SET customer_id = '{EntrySealer.Pseudonym(digest)}', customer_digest = {Bytes(digest)} WHERE "
            + "customer_id = 'customer'";
        await Database.ExecuteAsync(WithoutTriggers(erase));
        Assert.Null(await FaultAsync(sealer));
    }

    /// <summary>The SQL literal for bytes.</summary>
    private protected abstract string Bytes(byte[] value);

    private async Task<EntrySealer> SealerAsync() => new(await Store.Hashes.KeyAsync(None));

    private async Task<EntrySealer> RecordAsync()
    {
        EntrySealer sealer = await SealerAsync();
        await Store.Ledger.AppendAsync(
            Sealed(sealer, [.. Enumerable.Range(1, 6).Select(i => Entry(Partition, i, customer: "customer"))]), None);
        return sealer;
    }

    private static LedgerEntry[] Sealed(EntrySealer sealer, LedgerEntry[] entries)
    {
        ReadOnlyMemory<byte> previous = EntrySealer.Seed(Partition);
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = entries[i] with { Hashes = sealer.Seal(entries[i], previous.Span) };
            previous = EntrySealer.EntryHash(entries[i]);
        }

        return entries;
    }

    private async Task<HashChainFault?> FaultAsync(EntrySealer sealer, long? head = null)
    {
        var verifier = new HashChainVerifier(Partition, sealer);
        await foreach (HashedRow row in Store.Hashes.ReadAsync(Partition, long.MinValue, long.MaxValue, None))
            if (!verifier.Check(row)) break;
        verifier.End(head ?? await Store.Ledger.HeadAsync(Partition, None));
        return verifier.Fault;
    }
}

public sealed class SqliteHashChainTests : HashChainSuite
{
    private protected override (string Column, string Value)[] OwnAlterations =>
    [
        ("occurred_at", "occurred_at + 1"),
        ("recorded_at", "recorded_at + 1"),
        ("occurred_at", "'nonsense'"),
        ("product_ids", "'[\"x\"]'"),
        ("product_ids", "'nonsense'"),
        ("product_ids", "'[\"P\",\"Q\"]'"),
        ("descriptions", "'[\"x\"]'"),
        ("descriptions", "'[null,\"x\"]'"),
        ("quantities", "'[2]'"),
        ("quantities", "'[1,1]'"),
        ("unit_prices", "'[\"1.0001\"]'"),
        ("unit_prices", "'[\"x\"]'"),
        ("content_hash", "x'00'"),
        ("customer_digest", "x'00'"),
        ("note_digest", "x'00'"),
        ("note_digest", "x''"),
    ];

    [Fact]
    public async Task A_row_cannot_be_replaced()
    {
        await Store.Ledger.AppendAsync([Entry(0, 1, "a")], None);
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(
            "INSERT OR REPLACE INTO ledger (partition, sequence, transaction_id, store_id, customer_id, occurred_at, utc_offset_minutes, "
            + "business_date, kind, recorded_at, product_ids, descriptions, quantities, unit_prices) SELECT partition, sequence + 1, "
            + "transaction_id, store_id, customer_id, occurred_at, utc_offset_minutes, business_date, kind, recorded_at, product_ids, "
            + "descriptions, quantities, unit_prices FROM ledger"));
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
    }

    private protected override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());

    private protected override string WithoutTriggers(string sql) =>
        "DROP TRIGGER IF EXISTS ledger_no_update; DROP TRIGGER IF EXISTS ledger_no_delete; DROP TRIGGER IF EXISTS ledger_no_replace; "
            + "" + sql;

    private protected override string Bytes(byte[] value) => $"x'{Convert.ToHexString(value)}'";
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresHashChainTests(PostgresFixture server) : HashChainSuite
{
    private protected override (string Column, string Value)[] OwnAlterations =>
    [
        ("occurred_at", "occurred_at + interval '1 microsecond'"),
        ("recorded_at", "recorded_at + interval '1 microsecond'"),
        ("occurred_at", "'infinity'"),
        ("product_ids", "'{x}'"),
        ("product_ids", "'{P,Q}'"),
        ("product_ids", "'{NULL}'"),
        ("product_ids", "'{}'"),
        ("descriptions", "'{x}'"),
        ("descriptions", "'{NULL,x}'"),
        ("quantities", "'{2}'"),
        ("quantities", "'{1,1}'"),
        ("quantities", "'{NULL}'"),
        ("unit_prices", "'{1.0001}'"),
        ("unit_prices", "'{NaN}'"),
        ("unit_prices", "'{{1,2},{3,4}}'"),
        ("content_hash", "'\\x00'"),
        ("customer_digest", "'\\x00'"),
        ("note_digest", "'\\x00'"),
        ("note_digest", "'\\x'"),
    ];

    [Theory]
    [InlineData("TRUNCATE ledger")]
    [InlineData("TRUNCATE ledger_key")]
    [InlineData("MERGE INTO ledger l USING (SELECT 2 AS p) s ON l.partition = s.p WHEN MATCHED THEN DELETE")]
    public async Task The_ledger_cannot_be_emptied_in_another_way(string sql)
    {
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(sql));
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
    }

    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();

    private protected override string WithoutTriggers(string sql) =>
        $"ALTER TABLE ledger DISABLE TRIGGER ALL; {sql}; ALTER TABLE ledger ENABLE TRIGGER ALL";

    private protected override string Bytes(byte[] value) => $"'\\x{Convert.ToHexString(value)}'";
}
