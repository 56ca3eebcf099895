namespace RetailGrains.Tests.Stores;

[Collection(PostgresCollection.Name)]
public sealed class PostgresOrleansStorageTests(PostgresFixture server) : OrleansStorageSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}
