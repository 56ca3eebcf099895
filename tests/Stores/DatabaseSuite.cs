using RetailGrains.Ledger;
using RetailGrains.Ledger.Migrations;

namespace RetailGrains.Tests.Stores;

public abstract class DatabaseSuite : StoreSuite
{
    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        Assert.Empty(await Store.Database.PendingAsync(None));
        Assert.Empty(await Store.Database.MigrateAsync(None));
    }

    [Fact]
    public async Task The_missing_schema_changes_of_a_new_database_are_named_and_applied_in_order()
    {
        await using ITestDatabase fresh = await CreateDatabaseAsync();
        await using RetailStoreParts store = fresh.Open();
        IReadOnlyList<string> pending = await store.Database.PendingAsync(None);
        Assert.NotEmpty(pending);
        Assert.Equal(pending.Order(StringComparer.Ordinal), pending);
        Assert.Equal(pending, await store.Database.MigrateAsync(None));
        Assert.Empty(await store.Database.PendingAsync(None));
    }

    [Fact]
    public async Task Processes_that_migrate_concurrently_apply_every_file_once()
    {
        await using ITestDatabase fresh = await CreateDatabaseAsync();
        await using RetailStoreParts first = fresh.Open();
        IReadOnlyList<string> pending = await first.Database.PendingAsync(None);
        RetailStoreParts[] stores = [.. Enumerable.Range(0, 4).Select(_ => fresh.Open())];
        IReadOnlyList<string>[] applied = await Task.WhenAll(stores.Select(store => Task.Run(() => store.Database.MigrateAsync(None))));
        Assert.Equal(pending, applied.SelectMany(names => names).Order(StringComparer.Ordinal));
        foreach (RetailStoreParts store in stores)
        {
            Assert.Empty(await store.Database.PendingAsync(None));
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_file_that_was_changed_after_it_was_applied_is_refused()
    {
        Assert.Equal(0L, await Database.ScalarAsync("SELECT count(*) FROM schema_version WHERE checksum IS NULL"));
        await Database.ExecuteAsync("UPDATE schema_version SET checksum = 'another' WHERE name = '003_catalogue.sql'");
        await using RetailStoreParts again = Database.Open();
        foreach (Func<Task> open in new Func<Task>[] { () => again.Database.PendingAsync(None), () => again.Database.MigrateAsync(None) })
            Assert.Contains(
                "003_catalogue.sql", (await Assert.ThrowsAsync<SchemaChangedException>(open)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_from_before_checksums_gets_the_checksums_of_all_its_files()
    {
        await Database.ExecuteAsync("ALTER TABLE schema_version DROP COLUMN checksum");
        await Database.ExecuteAsync("DELETE FROM schema_version WHERE name = '075_schema_checksums.sql'");
        await using RetailStoreParts newer = Database.Open();
        Assert.Single(await newer.Database.MigrateAsync(None));
        Assert.Equal(0L, await Database.ScalarAsync("SELECT count(*) FROM schema_version WHERE checksum IS NULL"));
        Assert.Empty(await newer.Database.PendingAsync(None));
    }

    [Fact]
    public async Task The_number_of_partitions_is_fixed_at_the_first_start()
    {
        Assert.Equal(Partitions, await Store.Database.PartitionsAsync(99, None));
        await using RetailStoreParts other = Database.Open();
        Assert.Equal(Partitions, await other.Database.PartitionsAsync(7, None));
    }

    [Fact]
    public async Task Processes_that_start_concurrently_agree_on_the_number_of_partitions()
    {
        await using ITestDatabase fresh = await CreateDatabaseAsync();
        await using RetailStoreParts store = fresh.Open();
        await store.Database.MigrateAsync(None);
        int[] numbers = await Task.WhenAll(Enumerable.Range(1, 4).Select(n => Task.Run(() => store.Database.PartitionsAsync(n, None))));
        Assert.Single(numbers.Distinct());
    }

    [Fact]
    public async Task A_current_database_accepts_writes_and_lacks_no_schema_change()
    {
        DatabaseState state = await Store.Database.StateAsync(None);
        Assert.False(state.IsReadOnly);
        Assert.Empty(state.Pending);
    }
}
