using Microsoft.Data.Sqlite;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Settings;
using RetailGrains.Ledger.Sqlite;

namespace RetailGrains.Tests.Stores;

/// <summary>An embedded store in a separate temporary folder.</summary>
internal sealed class SqliteTestDatabase : ITestDatabase
{
    private readonly string _home = Path.Combine(Path.GetTempPath(), $"retail-sqlite-{Guid.NewGuid():N}");

    public string Folder => _home;

    public RetailStoreParts Open() => SqliteBackend.Open(new StoreOptions { Home = _home }, TimeProvider.System);

    public Task<object?> ScalarAsync(string sql) => RunAsync(sql, SqliteOpenMode.ReadOnly);

    public Task ExecuteAsync(string sql) => RunAsync(sql, SqliteOpenMode.ReadWrite);

    /// <summary>Creates the database from a copy of its file.</summary>
    public async Task RestoreAsync(Stream content)
    {
        Directory.CreateDirectory(_home);
        await using FileStream file = File.Create(Path.Combine(_home, "retail.db"));
        await content.CopyToAsync(file);
    }

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(_home)) Directory.Delete(_home, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<object?> RunAsync(string sql, SqliteOpenMode mode)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_home, "retail.db")};Mode={mode};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
