namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>A server for many suites, with a database for each test.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;
    private string? _migrated;

    internal PostgresServer Server => _server!;

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync();
        _migrated = await _server.CreateDatabaseAsync();
        await using var store = new PostgresTestStore(_migrated);
        await ApiProcess.MigrateAsync(store);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    /// <summary>A copy of a database that the command <c>migrate</c> has prepared.</summary>
    internal async Task<TestStore> CreateStoreAsync() => new PostgresTestStore(await Server.CreateDatabaseAsync(_migrated));
}
