using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Schema;
using RetailGrains.Tests.Support;

namespace RetailGrains.Bench.Processes;

/// <summary>The bench's own PostgreSQL, with a database for each scenario, so that none is slowed down by what another left behind.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private Postgres(PostgresServer server, int postmaster, string version) =>
        (_server, Postmaster, Version) = (server, postmaster, version);

    /// <summary>Process id of its root.</summary>
    public int Postmaster { get; }

    public string Version { get; }

    public static async Task<Postgres> StartAsync()
    {
        PostgresServer server = await PostgresServer.StartNewAsync();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString(await server.CreateDatabaseAsync()));
        await using NpgsqlCommand command = source.CreateCommand("SELECT pg_backend_pid(), current_setting('server_version')");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Postgres(server, CpuTimes.ParentOf(reader.GetInt32(0)), reader.GetString(1));
    }

    /// <summary>The URL of a new database with the product's schema. What the ones before have in memory is written down first.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string url = await _server.CreateDatabaseAsync();
        await (await OpenStoreAsync(url)).DisposeAsync();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString(url));
        await using NpgsqlCommand command = source.CreateCommand("CHECKPOINT");
        await command.ExecuteNonQueryAsync();
        return url;
    }

    /// <summary>The product's own way to a database.</summary>
    public static Task<RetailStore> OpenStoreAsync(string url) => RetailStore.OpenAsync(
        new StoreOptions { DatabaseUrl = url }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    /// <summary>For Npgsql, which takes no URLs.</summary>
    public static string ConnectionString(string url)
    {
        var parts = new Uri(url);
        return new NpgsqlConnectionStringBuilder
        {
            Host = parts.Host,
            Port = parts.Port,
            Username = parts.UserInfo,
            Database = parts.AbsolutePath[1..],
            // The best of 4, 8, 16 and 64 for the usual way: with more, sales wait for each other's rows in the database.
            MaxPoolSize = 16,
            MaxAutoPrepare = 40,
            AutoPrepareMinUsages = 2,
            // As the product has it: compiling costs more than it saves.
            Options = "-c jit=off",
        }.ConnectionString;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
