using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace RetailGrains.Tests.Support;

/// <summary>
/// A separate PostgreSQL server from the machine's packages, in a temporary folder. Disposing it kills and deletes it.
/// <para>
/// It runs without fsync, because tests kill processes, not the machine. The operating system keeps what a killed server has written, and
/// what it has not written is lost, with or without fsync. Commits remain synchronous.
/// </para>
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _bin;
    private readonly string _folder;
    private int _databases;

    private PostgresServer(string bin, string folder, int port)
    {
        _bin = bin;
        _folder = folder;
        Port = port;
    }

    /// <summary>The TCP port on 127.0.0.1; a restart does not change it.</summary>
    public int Port { get; }

    /// <summary>Creates a new, empty server and starts it.</summary>
    /// <param name="parent">The parent of its folder, which the server's user must be able to enter. Default: the temporary folder.</param>
    public static async Task<PostgresServer> StartNewAsync(string? parent = null)
    {
        string folder = Path.Combine(parent ?? Path.GetTempPath(), $"retail-postgres-{Guid.NewGuid():N}");
        var server = new PostgresServer(FindBin(), folder, FreePort.Take());
        Directory.CreateDirectory(folder);
        if (IsRoot) await RunAsync("chown", "postgres", folder);
        await server.RunServerToolAsync(
            "initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        await server.StartAsync();
        return server;
    }

    /// <summary>Restarts it with the same port and data; returns when it accepts connections.</summary>
    public Task StartAsync() => RunServerToolAsync(
        "pg_ctl", "start", "-w", "-t", "180", "-D", Data, "-l", Path.Combine(_folder, "log"), "-o",
        string.Create(
            CultureInfo.InvariantCulture,
            $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c max_connections=200 "
                + $"-c fsync=off"));

    /// <summary>Stops it as in a crash: data that was not durable is lost, and connections break.</summary>
    public Task StopImmediateAsync() => RunServerToolAsync("pg_ctl", "stop", "-w", "-t", "60", "-D", Data, "-m", "immediate");

    /// <summary>
    /// Suspends all its processes, as when the machine hangs: connections stay open, but the server does not respond. False resumes them.
    /// </summary>
    public async Task FreezeAsync(bool frozen)
    {
        string postmaster = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0].Trim();
        string children = await File.ReadAllTextAsync($"/proc/{postmaster}/task/{postmaster}/children");
        string[] all = [postmaster, .. children.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        await RunAsync("kill", [frozen ? "-STOP" : "-CONT", .. all]);
    }

    /// <summary>Requires a password from this user from now on.</summary>
    public async Task RequirePasswordAsync(string user)
    {
        string rules = Path.Combine(Data, "pg_hba.conf");
        string before = await File.ReadAllTextAsync(rules);
        await File.WriteAllTextAsync(rules, $"host all {user} 127.0.0.1/32 scram-sha-256\n{before}");
        await RunServerToolAsync("pg_ctl", "reload", "-D", Data);
    }

    /// <summary>Creates a database and returns its URL.</summary>
    /// <param name="template">The URL of a database without connections, which is copied. Default: an empty database.</param>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"retail_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        string copied = template?.Split('/')[^1] ?? "template1";
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {copied}", connection);
        await command.ExecuteNonQueryAsync();
        return string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres@127.0.0.1:{Port}/{name}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await StopImmediateAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(_folder, "data");

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = "postgres", Database = database, Pooling = false }
            .ConnectionString;

    private static string FindBin()
    {
        const string root = "/usr/lib/postgresql";
        string? newest = !Directory.Exists(root) ? null : Directory.GetDirectories(root)
            .Where(version => File.Exists(Path.Combine(version, "bin", "initdb")))
            .MaxBy(version => int.TryParse(Path.GetFileName(version), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0);
        return newest is not null
            ? Path.Combine(newest, "bin")
            : throw new InvalidOperationException(
                $"These tests need PostgreSQL, and there is none below {root}: apt-get install postgresql");
    }

    /// <summary>PostgreSQL refuses to run as root; Debian's package creates a user for it.</summary>
    private Task RunServerToolAsync(string tool, params string[] arguments)
    {
        string path = Path.Combine(_bin, tool);
        return IsRoot ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {await output}{await errors}");
    }
}
