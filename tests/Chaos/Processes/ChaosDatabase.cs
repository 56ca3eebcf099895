using System.Globalization;
using Npgsql;

namespace RetailGrains.Tests.Chaos.Processes;

/// <summary>
/// A separate PostgreSQL server that can crash. If this process may mount a disk, the server uses a small one that can be filled.
/// </summary>
internal sealed class ChaosDatabase : IAsyncDisposable
{
    private const int DiskMegabytes = 1_600;

    private readonly PostgresServer _server;
    private readonly SmallDisk? _disk;

    private ChaosDatabase(PostgresServer server, SmallDisk? disk, string database) => (_server, _disk, Name) = (server, disk, database);

    public int Port => _server.Port;

    /// <summary>Name of the database.</summary>
    public string Name { get; }

    /// <summary>Connects directly, without a relay.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Database = Name,
        CommandTimeout = 300,
        MaxPoolSize = 4,
    }.ConnectionString;

    public static async Task<ChaosDatabase> StartAsync()
    {
        SmallDisk? disk = SmallDisk.CanMount ? await SmallDisk.MountAsync(DiskMegabytes) : null;
        try
        {
            PostgresServer server = await PostgresServer.StartNewAsync(disk?.Folder);
            string name = (await server.CreateDatabaseAsync()).Split('/')[^1];
            var database = new ChaosDatabase(server, disk, name);
            await database.ConfigureAsync();
            return database;
        }
        catch
        {
            if (disk is not null) await disk.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value of <c>DATABASE_URL</c> for the port of the server or of a relay.</summary>
    public string UrlThrough(int port) => string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres@127.0.0.1:{port}/{Name}");

    public Task StopImmediateAsync() => _server.StopImmediateAsync();

    public Task StartAgainAsync() => _server.StartAsync();

    /// <summary>Sets whether new transactions may write. Sessions apply the change at their next statement.</summary>
    public async Task SetReadOnlyAsync(bool readOnly)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Options=-c default_transaction_read_only=off");
        await connection.OpenAsync();
        string[] statements = [$"ALTER SYSTEM SET default_transaction_read_only = {(readOnly ? "on" : "off")}", "SELECT pg_reload_conf()"];
        foreach (string sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <inheritdoc cref="SmallDisk.Fill"/>
    public void FillDisk() => _disk!.Fill();

    /// <summary>Frees the space, and restarts the server if it has stopped, as its operator would.</summary>
    /// <returns>How often the server reported that the disk was full, and whether it had stopped.</returns>
    public async Task<(int Complaints, bool GaveUp)> FreeDiskAsync()
    {
        int complaints = Complaints();
        _disk!.Free();
        if (await TakesConnectionsAsync()) return (complaints, false);
        await _server.StartAsync();
        return (complaints, true);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
        if (_disk is not null) await _disk.DisposeAsync();
    }

    private int Complaints() => Directory
        .EnumerateFiles(_disk!.Folder, "log", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
        .SelectMany(File.ReadLines).Count(line => line.Contains("No space left on device", StringComparison.Ordinal));

    private async Task ConfigureAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        // PostgreSQL keeps little WAL for reuse, so that it runs out of disk space within seconds.
        string[] statements =
            ["ALTER SYSTEM SET min_wal_size = '32MB'", "ALTER SYSTEM SET max_wal_size = '64MB'", "SELECT pg_reload_conf()"];
        foreach (string sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Retries while the server recovers from a crash; false when it does not listen or never becomes ready.</summary>
    private async Task<bool> TakesConnectionsAsync()
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException e)
            {
                if (e.InnerException is System.Net.Sockets.SocketException) return false;
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
            }
        }

        return false;
    }
}
