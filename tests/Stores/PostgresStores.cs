using Npgsql;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Postgres;
using RetailGrains.Ledger.Settings;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Stores;

/// <summary>The suites on PostgreSQL: one server for all of them, a database for each test.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL";
}

public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public async Task InitializeAsync() => _server = await PostgresServer.StartNewAsync();

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    internal Task<string> CreateUrlAsync() => _server!.CreateDatabaseAsync();

    internal static ITestDatabase Open(string url) => new PostgresTestDatabase(url);

    internal async Task<ITestDatabase> CreateDatabaseAsync() => Open(await CreateUrlAsync());

    private sealed class PostgresTestDatabase(string url) : ITestDatabase
    {
        public RetailStoreParts Open() => PostgresBackend.Open(new StoreOptions { DatabaseUrl = url });

        public async Task<object?> ScalarAsync(string sql)
        {
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(PostgresUrl.Parse(url));
            await using NpgsqlCommand command = source.CreateCommand(sql);
            return await command.ExecuteScalarAsync();
        }

        public Task ExecuteAsync(string sql) => ScalarAsync(sql);

        /// <summary>The database is deleted together with its server.</summary>
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresDatabaseTests(PostgresFixture server) : DatabaseSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresLedgerStoreTests(PostgresFixture server) : LedgerStoreSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresReplayTests(PostgresFixture server) : ReplaySuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresProjectionStoreTests(PostgresFixture server) : ProjectionStoreSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresEntityListTests(PostgresFixture server) : EntityListSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresCatalogueStoreTests(PostgresFixture server) : CatalogueStoreSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresClosingStoreTests(PostgresFixture server) : ClosingStoreSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresImportStoreTests(PostgresFixture server) : ImportStoreSuite
{
    private string _url = "";

    private protected override async Task<ITestDatabase> CreateDatabaseAsync() =>
        PostgresFixture.Open(_url = await server.CreateUrlAsync());

    private protected override Task AgeUploadsAsync() =>
        Database.ExecuteAsync("UPDATE import_file SET progressed_at = now() - interval '3 minutes'");

    [Fact]
    public async Task An_upload_of_a_slow_sender_is_confirmed_while_its_process_lives()
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(PostgresUrl.Parse(_url));
        var store = new PostgresImportStore(source, source, TimeSpan.FromMilliseconds(20));
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var content = new TricklingStream([1, 2, 3], failAt: null)
        {
            Gate = _ =>
            {
                started.TrySetResult();
                return more.Task;
            },
        };
        var file = new ImportFile("slow", "slow.csv", Samples.Noon, Gzip: false);
        Task upload = store.UploadAsync(file, content, CancellationToken.None);
        await started.Task;
        await using NpgsqlCommand age = source.CreateCommand("UPDATE import_file SET progressed_at = now() - interval '3 minutes'");
        await age.ExecuteNonQueryAsync();
        await using NpgsqlCommand isRecent = source.CreateCommand(
            "SELECT count(*) FROM import_file WHERE progressed_at > now() - interval '1 minute'");
        await Eventually.IsTrueAsync("it is confirmed", async () => await isRecent.ExecuteScalarAsync() is 1L);
        Assert.True(await store.HasUploadAsync(file.StartedAt, CancellationToken.None));
        more.SetResult();
        await upload;
        Assert.Equal([file], await store.UnfinishedAsync(CancellationToken.None));
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresReconciliationStoreTests(PostgresFixture server) : ReconciliationStoreSuite
{
    private protected override Task<ITestDatabase> CreateDatabaseAsync() => server.CreateDatabaseAsync();
}
