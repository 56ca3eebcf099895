using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Settings;
using RetailGrains.Tests.Support;

namespace RetailGrains.Bench.Processes;

/// <summary>The bench's PostgreSQL server. Each scenario has its own database, so that an earlier one does not slow it down.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private Postgres(PostgresServer server, int postmaster, string version) =>
        (_server, Postmaster, Version) = (server, postmaster, version);

    /// <summary>The process id of the postmaster.</summary>
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

    /// <summary>
    /// Creates a database with the product's schema and returns its URL. A checkpoint writes the dirty pages of earlier databases, so that
    /// they are not written during the measurement.
    /// </summary>
    /// <param name="partitions">The number of ledger partitions; null for the default.</param>
    public async Task<string> CreateDatabaseAsync(int? partitions = null)
    {
        string url = await _server.CreateDatabaseAsync();
        await (await OpenStoreAsync(url, partitions)).DisposeAsync();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString(url));
        await using NpgsqlCommand command = source.CreateCommand("CHECKPOINT");
        await command.ExecuteNonQueryAsync();
        return url;
    }

    /// <summary>Opens a database as the product does.</summary>
    public static Task<RetailStore> OpenStoreAsync(string url, int? partitions = null) => RetailStore.OpenAsync(
        new StoreOptions { DatabaseUrl = url, Partitions = partitions },
        TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);

    /// <summary>Converts a URL to a connection string, because Npgsql does not accept URLs.</summary>
    public static string ConnectionString(string url)
    {
        var parts = new Uri(url);
        return new NpgsqlConnectionStringBuilder
        {
            Host = parts.Host,
            Port = parts.Port,
            Username = parts.UserInfo,
            Database = parts.AbsolutePath[1..],
            // The best of 4, 8, 16 and 64 for the usual way. With more connections, sales wait for each other's row locks.
            MaxPoolSize = 16,
            MaxAutoPrepare = 40,
            AutoPrepareMinUsages = 2,
            // As in the product: JIT compilation costs more than it saves.
            Options = "-c jit=off",
        }.ConnectionString;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
