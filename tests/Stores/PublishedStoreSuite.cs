namespace RetailGrains.Tests.Stores;

public abstract class PublishedStoreSuite : StoreSuite
{
    [Fact]
    public async Task Unpublished_entries_are_not_taken_for_published_ones() => Assert.Null(await Store.Published.ReadAsync(0, None));

    [Fact]
    public async Task The_published_sequence_of_a_partition_is_stored_and_never_moves_back()
    {
        await Store.Published.SaveAsync(0, 7, None);
        await Store.Published.SaveAsync(1, 3, None);
        await Store.Published.SaveAsync(0, 5, None);
        Assert.Equal(7, await Store.Published.ReadAsync(0, None));
        Assert.Equal(3, await Store.Published.ReadAsync(1, None));
        await Store.Published.SaveAsync(0, 9, None);
        Assert.Equal(9, await Store.Published.ReadAsync(0, None));
    }
}

public sealed class SqlitePublishedStoreTests : PublishedStoreSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresPublishedStoreTests(PostgresFixture server) : PublishedStoreSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}
