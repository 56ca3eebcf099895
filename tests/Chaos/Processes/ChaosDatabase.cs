using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace RetailGrains.Tests.Chaos.Processes;

/// <summary>A PostgreSQL of one's own that can crash, and, where this process may mount one, on a small disk that can be filled.</summary>
internal sealed class ChaosDatabase : IAsyncDisposable
{
    private const int DiskMegabytes = 1_600;
    private const string Ballast = "ballast-";

    private readonly PostgresServer _server;
    private readonly string? _disk;
    private int _ballasts;

    private ChaosDatabase(PostgresServer server, string? disk, string database) => (_server, _disk, Name) = (server, disk, database);

    /// <summary>Root can mount a disk in memory.</summary>
    public static bool CanFillDisk { get; } = Environment.UserName == "root";

    public int Port => _server.Port;

    /// <summary>Of the database.</summary>
    public string Name { get; }

    /// <summary>Past all relays.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Database = Name,
        CommandTimeout = 300,
        MaxPoolSize = 4,
    }.ConnectionString;

    public static async Task<ChaosDatabase> StartAsync(string folder)
    {
        string? disk = null;
        if (CanFillDisk)
        {
            disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
            string size = string.Create(CultureInfo.InvariantCulture, $"size={DiskMegabytes}m,mode=0755");
            await RunAsync("mount", "-t", "tmpfs", "-o", size, "tmpfs", disk);
        }

        try
        {
            PostgresServer server = await PostgresServer.StartNewAsync(disk);
            string name = (await server.CreateDatabaseAsync()).Split('/')[^1];
            var database = new ChaosDatabase(server, disk, name);
            await database.ConfigureAsync();
            return database;
        }
        catch
        {
            if (disk is not null) await RunAsync("umount", "--lazy", disk);
            throw;
        }
    }

    /// <summary>As <c>DATABASE_URL</c> has it, through a relay or not.</summary>
    public string UrlThrough(int port) => string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres@127.0.0.1:{port}/{Name}");

    public Task StopImmediateAsync() => _server.StopImmediateAsync();

    public Task StartAgainAsync() => _server.StartAsync();

    /// <summary>Takes all the room that is left on its disk; to be called again for room that the server has given back since.</summary>
    public void FillDisk()
    {
        long free = new DriveInfo(_disk!).AvailableFreeSpace;
        string ballast = Path.Combine(_disk!, string.Create(CultureInfo.InvariantCulture, $"{Ballast}{_ballasts++}"));
        // Others write meanwhile: what does not fit any more is left to them.
        for (long size = free; size > 0; size -= free / 200 + 1)
        {
            try
            {
                using var file = new FileStream(
                    ballast, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = size });
                return;
            }
            catch (IOException)
            {
                File.Delete(ballast);
            }
        }
    }

    /// <summary>Gives the room back, and starts the server as its operator would, if it gave up.</summary>
    /// <returns>How often it complained, and whether it had given up.</returns>
    public async Task<(int Complaints, bool GaveUp)> FreeDiskAsync()
    {
        int complaints = Complaints();
        foreach (string ballast in Directory.GetFiles(_disk!, Ballast + "*")) File.Delete(ballast);
        if (await TakesConnectionsAsync()) return (complaints, false);
        await _server.StartAsync();
        return (complaints, true);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
        if (_disk is not null) await RunAsync("umount", _disk);
    }

    private int Complaints() => Directory
        .EnumerateFiles(_disk!, "log", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
        .SelectMany(File.ReadLines).Count(line => line.Contains("No space left on device", StringComparison.Ordinal));

    private async Task ConfigureAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        // With little of its log kept for use again, a full disk is met within seconds.
        string[] statements =
            ["ALTER SYSTEM SET min_wal_size = '32MB'", "ALTER SYSTEM SET max_wal_size = '64MB'", "SELECT pg_reload_conf()"];
        foreach (string sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>It may be recovering from a crash of its own making: only one that never comes is given up.</summary>
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

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed.");
    }
}
