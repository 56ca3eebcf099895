using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RetailGrains.Tests.Support;

/// <summary>
/// A separate Redis server from the machine's packages, in a temporary folder. A durable one writes every change to disk before it answers,
/// so that tests that kill it are meaningful; otherwise it keeps everything in memory. Disposing it kills and deletes it.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"retail-redis-{Guid.NewGuid():N}");
    private readonly bool _durable;
    private Process? _process;

    private RedisServer(bool durable) => _durable = durable;

    /// <summary>The TCP port on 127.0.0.1; a restart does not change it.</summary>
    public int Port { get; } = FreePort.Take();

    /// <summary>The configuration string for StackExchange.Redis.</summary>
    public string Configuration => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Creates a new, empty server and starts it.</summary>
    public static async Task<RedisServer> StartNewAsync(bool durable = true)
    {
        var server = new RedisServer(durable);
        Directory.CreateDirectory(server._folder);
        await server.StartAsync();
        return server;
    }

    /// <summary>Restarts it with the same port and data; returns when it answers.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(
            "redis-server",
            [
                "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder,
                "--appendonly", _durable ? "yes" : "no", "--appendfsync", "always", "--save", "", "--logfile", Path.Combine(_folder, "log"),
            ]))!;
        long start = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
                throw new InvalidOperationException(
                    $"redis-server did not start: {await File.ReadAllTextAsync(Path.Combine(_folder, "log"))}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>Kills the server with SIGKILL, so that it writes nothing more.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGSTOP: connections stay open, but answers stop. Commands sent meanwhile run after <see cref="ResumeAsync"/>.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Sends a command with redis-cli and returns the response.</summary>
    public async Task<string> CommandAsync(params string[] words)
    {
        var start = new ProcessStartInfo("redis-cli", ["-p", Port.ToString(CultureInfo.InvariantCulture), .. words])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string answer = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? answer : throw new InvalidOperationException($"redis-cli {words[0]} failed: {answer}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes("PING\r\n"));
            byte[] answer = new byte[5];
            await stream.ReadExactlyAsync(answer);
            return Encoding.ASCII.GetString(answer) == "+PONG";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
