using Npgsql;
using RetailGrains.Failures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Settings;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Tests.Stores;

/// <summary>Limits on what a list may cost the database.</summary>
public sealed class SqliteQueryLimitTests : IAsyncLifetime
{
    /// <summary>Runs until it is interrupted.</summary>
    private const string Endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";

    private readonly string _home = Path.Combine(Path.GetTempPath(), $"retail-sqlite-{Guid.NewGuid():N}");
    private SqliteFile _file = null!;

    public Task InitializeAsync()
    {
        _file = SqliteFile.Open(new StoreOptions { Home = _home }, "test.db");
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _file.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task A_running_statement_without_a_waiting_caller_is_interrupted_and_releases_the_file()
    {
        for (int i = 0; i < 20; i++)
        {
            using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => _file.ReadAsync(session => session.Number(Endless), cancel.Token));
            Assert.Equal(1, await _file.ReadAsync(session => session.Number("SELECT 1"), CancellationToken.None));
        }
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresQueryLimitTests(PostgresFixture server)
{
    [Fact]
    public async Task The_server_cancels_a_list_that_takes_too_long_and_nothing_else()
    {
        await using ITestDatabase database = await server.CreateDatabaseAsync();
        await using RetailStoreParts store = database.Open();
        await store.Database.MigrateAsync(CancellationToken.None);
        // Everything that reads the audit waits for this lock.
        string seen = "";
        await using (var source = NpgsqlDataSource.Create(store.ConnectionString))
        {
            await using NpgsqlConnection holder = await source.OpenConnectionAsync();
            await using NpgsqlTransaction held = await holder.BeginTransactionAsync();
            await using (var take =
                new NpgsqlCommand("LOCK TABLE audit IN ACCESS EXCLUSIVE MODE", holder, held)) await take.ExecuteNonQueryAsync();
            Exception failure = await Assert.ThrowsAnyAsync<Exception>(
                () => store.Audit.ListAsync(new(null, null, null, null, null, null, 1), CancellationToken.None));
            Assert.True(FailureClassifier.IsStatementTimeout(failure), failure.ToString());
            await using NpgsqlCommand show = source.CreateCommand("SHOW statement_timeout");
            seen = (string)(await show.ExecuteScalarAsync())!;
        }

        Assert.Equal("0", seen);
        Assert.Empty(await store.Audit.ListAsync(new(null, null, null, null, null, null, 1), CancellationToken.None));
    }
}
