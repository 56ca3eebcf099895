using Npgsql;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Postgres;
using static RetailGrains.Tests.Stores.Samples;

namespace RetailGrains.Tests.Stores;

/// <summary>PostgreSQL reads what <see cref="CopyBuffer"/> writes.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CopyBufferTests(PostgresFixture server) : StoreSuite
{
    private static readonly string?[] Texts = ["", "a", null, "Zoë 🛒 \"{},\\", "\r\n\t"];
    private static readonly decimal?[] Numbers =
    [
        0, 0.00m, 1, -1, 12.50m, null, 0.0001m, -1_000_000.9999m, 1e12m, decimal.MaxValue, decimal.MinValue,
        0.0000000000000000000000000001m,
    ];

    [Fact]
    public async Task Every_type_is_encoded_at_its_limits()
    {
        using var rows = new CopyBuffer();
        rows.Begin();
        rows.BeginRow(13);
        rows.Write(short.MinValue);
        rows.Write(int.MaxValue);
        rows.Write(long.MinValue);
        rows.Write(true);
        rows.Write("Zoë 🛒");
        rows.Write(new DateOnly(1999, 12, 31));
        rows.Write(new DateTime(2026, 11, 1, 8, 26, 0, 123, 456, DateTimeKind.Utc));
        rows.Write(Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"));
        rows.Write([0, 255, 7]);
        rows.WriteTexts<string?>(Texts, text => text);
        rows.WriteIntegers<int>([int.MinValue, 0, int.MaxValue], number => number);
        rows.WriteNumbers<decimal?>(Numbers, number => number);
        rows.WriteTexts<string>([], text => text);
        rows.BeginRow(13);
        for (int i = 0; i < 13; i++) rows.WriteNull();
        rows.End();

        await using NpgsqlConnection connection = await ((NpgsqlDataSource)Store.Source!).OpenConnectionAsync();
        await using (var create = new NpgsqlCommand(
            """
            CREATE TEMP TABLE t (a smallint, b integer, c bigint, d boolean, e text, f date, g timestamptz, h uuid, i bytea, j text[],
                k integer[], l numeric[], m text[])
            """,
            connection))
        {
            await create.ExecuteNonQueryAsync();
        }

        await using (NpgsqlRawCopyStream copy = await connection.BeginRawBinaryCopyAsync("COPY t FROM STDIN (FORMAT binary)"))
            await copy.WriteAsync(rows.Written);
        await using var read = new NpgsqlCommand(
            """
            SELECT a, b, c, d, e, f::text, to_char(g AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), h, i, j, k, l::text[], array_ndims(m),
                num_nulls(a, b, c, d, e, f, g, h, i, j, k, l, m)
            FROM t ORDER BY a NULLS LAST
            """,
            connection);
        await using NpgsqlDataReader row = await read.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        Assert.Equal((short.MinValue, int.MaxValue, long.MinValue), (row.GetInt16(0), row.GetInt32(1), row.GetInt64(2)));
        Assert.True(row.GetBoolean(3));
        Assert.Equal(
            ("Zoë 🛒", "1999-12-31", "2026-11-01 08:26:00.123456"), (row.GetString(4), row.GetString(5), row.GetString(6)));
        Assert.Equal(Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"), row.GetGuid(7));
        Assert.Equal<byte[]>([0, 255, 7], row.GetFieldValue<byte[]>(8));
        Assert.Equal(Texts, row.GetFieldValue<string?[]>(9));
        Assert.Equal([int.MinValue, 0, int.MaxValue], row.GetFieldValue<int[]>(10));
        Assert.Equal(
            Numbers.Select(number => number?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            row.GetFieldValue<string?[]>(11));
        Assert.True(row.IsDBNull(12));
        Assert.Equal(0, row.GetInt32(13));
        Assert.True(await row.ReadAsync());
        Assert.Equal(13, row.GetInt32(13));
        Assert.False(await row.ReadAsync());
    }

    [Fact]
    public async Task Entries_after_which_one_cannot_be_encoded_are_not_recorded()
    {
        LedgerEntry[] good = [.. Enumerable.Range(1, 1_000).Select(n => Entry(0, n, $"t{n}"))];
        LedgerEntry bad = Entry(0, 1_001, "t1001") with { StoreId = "\ud800" };
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.Ledger.AppendAsync([.. good, bad], None));
        Assert.Equal(0, await Store.Ledger.HeadAsync(0, None));
        await Store.Ledger.AppendAsync(good, None);
        Assert.Equal(1_000, await Store.Ledger.HeadAsync(0, None));
    }

    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}
