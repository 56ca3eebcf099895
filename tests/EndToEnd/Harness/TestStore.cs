using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>A store for the API to work on, which the test can query by SQL, as an analyst would.</summary>
internal abstract class TestStore : IAsyncDisposable
{
    protected TestStore(string? parent = null)
    {
        Folder = Path.Combine(parent ?? Path.GetTempPath(), $"retail-e2e-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Folder);
    }

    public static TestStore NewEmbedded() => new SqliteTestStore();

    /// <summary>A separate temporary folder.</summary>
    public string Folder { get; }

    /// <summary>Environment that makes the API use this store.</summary>
    public abstract IReadOnlyList<(string Name, string Value)> Settings { get; }

    /// <summary>Runs statements.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using DbConnection connection = await OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs statements that change the ledger, as a superuser can who disables the triggers that refuse them.</summary>
    public virtual Task AlterLedgerAsync(string sql) => ExecuteAsync(sql);

    /// <summary>Runs a query; returns all its rows.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> map)
    {
        await using DbConnection connection = await OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(map(reader));
        return rows;
    }

    public virtual ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    protected abstract Task<DbConnection> OpenAsync();
}

/// <summary>The embedded store.</summary>
/// <param name="parent">The folder in which its folder is created; the temporary folder by default.</param>
internal sealed class SqliteTestStore(string? parent = null) : TestStore(parent)
{
    public override IReadOnlyList<(string Name, string Value)> Settings => [("RETAIL_HOME", Folder)];

    public override Task AlterLedgerAsync(string sql) => ExecuteAsync(
        "DROP TRIGGER IF EXISTS ledger_no_update; DROP TRIGGER IF EXISTS ledger_no_delete; DROP TRIGGER IF EXISTS ledger_no_replace; "
            + "" + sql);

    protected override async Task<DbConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "retail.db")};Pooling=False;Default Timeout=30");
        await connection.OpenAsync();
        return connection;
    }
}

/// <summary>A database on a PostgreSQL server.</summary>
/// <param name="url">The URL by which the test reaches it.</param>
/// <param name="serviceUrl">The URL by which the service reaches it, if it differs.</param>
internal sealed class PostgresTestStore(string url, string? serviceUrl = null) : TestStore
{
    public override IReadOnlyList<(string Name, string Value)> Settings => [("DATABASE_URL", serviceUrl ?? url)];

    public override Task AlterLedgerAsync(string sql) =>
        ExecuteAsync($"ALTER TABLE ledger DISABLE TRIGGER ALL; {sql}; ALTER TABLE ledger ENABLE TRIGGER ALL");

    /// <summary>A connection string for Npgsql, without a pool.</summary>
    public string ConnectionString
    {
        get
        {
            var uri = new Uri(url);
            return new NpgsqlConnectionStringBuilder
            {
                Host = uri.Host,
                Port = uri.Port,
                Username = uri.UserInfo,
                Database = uri.AbsolutePath.TrimStart('/'),
                Pooling = false,
            }.ConnectionString;
        }
    }

    protected override async Task<DbConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
