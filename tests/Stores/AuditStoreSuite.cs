using System.Data.Common;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Audit;
using RetailGrains.Ledger.Migrations;

namespace RetailGrains.Tests.Stores;

/// <summary>The audit is append-only, and the database itself enforces this.</summary>
public abstract class AuditStoreSuite : StoreSuite
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly NewAuditEntry Begun = new(
        Noon, "ann", "10.0.0.1", "account.create", "bob", AuditOutcome.Begun, Detail: "viewer");

    private IAuditStore Audit => Store.Audit;

    [Fact]
    public async Task Audit_rows_are_read_unchanged_and_newest_first()
    {
        long first = await Audit.AppendAsync(Begun, None);
        NewAuditEntry end = Begun with { At = Noon.AddSeconds(1), Outcome = AuditOutcome.Done, Status = 201, Begun = first };
        long second = await Audit.AppendAsync(end, None);
        Assert.True(second > first);
        Assert.Equal([new AuditEntry(second, end), new AuditEntry(first, Begun)], await ListAsync());
    }

    [Fact]
    public async Task The_audit_can_be_filtered_by_actor_action_target_and_time()
    {
        long ann = await Audit.AppendAsync(Begun, None);
        long eve =
            await Audit.AppendAsync(Begun with { Actor = "eve", Action = "account.delete", Target = "x", At = Noon.AddHours(1) }, None);
        Assert.Equal([ann], Ids(await ListAsync(actor: "ann")));
        Assert.Equal([eve], Ids(await ListAsync(action: "account.delete")));
        Assert.Equal([eve], Ids(await ListAsync(target: "x")));
        Assert.Equal([eve], Ids(await ListAsync(from: Noon.AddMinutes(1))));
        Assert.Equal([ann], Ids(await ListAsync(to: Noon.AddHours(1))));
        Assert.Equal([ann], Ids(await ListAsync(before: eve)));
        Assert.Equal([eve], Ids(await ListAsync(limit: 1)));
        Assert.Empty(await ListAsync(actor: "nobody"));
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'other'")]
    [InlineData("DELETE FROM audit")]
    public async Task The_database_refuses_to_change_a_row(string sql)
    {
        await Audit.AppendAsync(Begun, None);
        DbException refused = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(sql));
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Begun, Assert.Single(await ListAsync()).Entry);
    }

    private static IEnumerable<long> Ids(IReadOnlyList<AuditEntry> entries) => entries.Select(one => one.Id);

    private Task<IReadOnlyList<AuditEntry>> ListAsync(
        string? actor = null,
        string? action = null,
        string? target = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        long? before = null,
        int limit = 10) => Audit.ListAsync(new AuditQuery(actor, action, target, from, to, before, limit), None);
}

public sealed class SqliteAuditStoreTests : AuditStoreSuite
{
    [Fact]
    public async Task The_database_refuses_to_replace_a_row()
    {
        await Store.Audit.AppendAsync(new NewAuditEntry(DateTime.UnixEpoch, "a", null, "b", "c", AuditOutcome.Begun), None);
        const string Replace = "INSERT OR REPLACE INTO audit (id, at, actor, action, target, outcome) VALUES (1, 0, 'x', 'x', 'x', 'done')";
        DbException refused = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(Replace));
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
    }

    private protected override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresAuditStoreTests(PostgresFixture server) : AuditStoreSuite
{
    [Fact]
    public async Task The_database_refuses_to_empty_the_table()
    {
        DbException refused = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync("TRUNCATE audit"));
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_month_is_a_table_that_is_created_in_time_and_is_as_immutable_as_the_whole()
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        DateTime[] times = [now, now.AddMonths(1), now.AddMonths(3), now.AddMonths(4), now.AddMonths(3)];
        List<long> ids = [];
        foreach (DateTime at in times) ids.Add(await Store.Audit.AppendAsync(Row(at), None));
        IReadOnlyList<AuditEntry> all = await Store.Audit.ListAsync(new AuditQuery(null, null, null, null, null, null, 10), None);
        Assert.Equal(Enumerable.Reverse(ids), all.Select(one => one.Id));
        string[] tables = [$"audit_{now.AddMonths(3):yyyy_MM}", $"audit_{now.AddMonths(1):yyyy_MM}", "audit_before"];
        foreach (string table in tables)
        {
            foreach (string sql in (string[])[$"DELETE FROM {table}", $"UPDATE {table} SET actor = 'x'", $"TRUNCATE {table}"])
            {
                DbException refused = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(sql));
                Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
            }
        }

        await Database.ExecuteAsync($"ALTER TABLE audit DETACH PARTITION {tables[0]}; DROP TABLE {tables[0]}");
        all = await Store.Audit.ListAsync(new AuditQuery(null, null, null, null, null, null, 10), None);
        Assert.Equal([ids[3], ids[1], ids[0]], all.Select(one => one.Id));
    }

    [Fact]
    public async Task Processes_that_need_a_new_month_concurrently_create_it_once()
    {
        DateTime at = TimeProvider.System.GetUtcNow().UtcDateTime.AddMonths(5);
        long[] ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Store.Audit.AppendAsync(Row(at), None)));
        Assert.Equal(10, ids.Distinct().Count());
    }

    [Fact]
    public async Task The_upgrade_keeps_every_row_and_continues_with_the_next_id()
    {
        await using ITestDatabase earlier = await server.CreateDatabaseAsync();
        await earlier.ExecuteAsync(SqlOf("010_audit.sql"));
        await earlier.ExecuteAsync(
            """
            INSERT INTO audit (at, actor, action, target, outcome, begun)
            VALUES ('2020-01-01Z', 'ann', 'b', 'c', 'begun', NULL), (now(), 'ann', 'b', 'c', 'done', 1)
            """);
        await earlier.ExecuteAsync(SqlOf("073_audit_months.sql"));
        await using RetailStoreParts store = earlier.Open();
        long next = await store.Audit.AppendAsync(Row(TimeProvider.System.GetUtcNow().UtcDateTime), None);
        IReadOnlyList<AuditEntry> all = await store.Audit.ListAsync(new AuditQuery("ann", "b", "c", null, null, null, 10), None);
        Assert.Equal([3, 2, 1], all.Select(one => one.Id));
        Assert.Equal(3, next);
        Assert.Equal(1, all[1].Entry.Begun);
    }

    private static string SqlOf(string file) => SchemaFiles.Of("postgres").Single(one => one.Name == file).Sql;

    private static NewAuditEntry Row(DateTime at) =>
        new(new DateTime(at.Ticks / 10 * 10, DateTimeKind.Utc), "ann", null, "b", "c", AuditOutcome.Begun);

    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}
