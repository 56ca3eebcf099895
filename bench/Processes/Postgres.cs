using Npgsql;
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

    /// <summary>The URL of a new, empty database. What the ones before hold on disk no longer has to be written down.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string url = await _server.CreateDatabaseAsync();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString(url));
        await using NpgsqlCommand command = source.CreateCommand("CHECKPOINT");
        await command.ExecuteNonQueryAsync();
        return url;
    }

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
            MaxPoolSize = 64,
            MaxAutoPrepare = 40,
            AutoPrepareMinUsages = 2,
            // As the product has it: compiling costs more than it saves.
            Options = "-c jit=off",
        }.ConnectionString;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
