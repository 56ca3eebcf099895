using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using RetailGrains.Tests.Support;

namespace RetailGrains.Bench.Processes;

/// <summary>A server that the bench starts: the product's API, or the usual way. Disposing kills it, as does <see cref="Kill"/>.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _log;

    private ChildProcess(Process process, int port, string log)
    {
        _process = process;
        _log = log;
        Port = port;
        Http = new HttpClient
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")),
            Timeout = TimeSpan.FromMinutes(5),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Operator) },
        };
    }

    public int Port { get; }

    public int Id => _process.Id;

    /// <summary>For what is not measured, or measured once.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts an assembly of this build; its log goes to a file.</summary>
    /// <param name="assembly">Without its ending.</param>
    /// <param name="arguments">For it.</param>
    /// <param name="environment">Settings.</param>
    /// <param name="logFolder">Its log is there, and it works there.</param>
    /// <param name="portSetting">What is set to the port that it is asked at.</param>
    public static ChildProcess Start(
        string assembly,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string logFolder,
        string portSetting = "API_PORT")
    {
        int port = FreePort();
        string log = Path.Combine(logFolder, string.Create(CultureInfo.InvariantCulture, $"{assembly}-{port}.log"));
        // The shell puts the log in a file without a pipe that somebody would have to empty, and makes way for the server.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, "dotnet",
            Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments])
        {
            WorkingDirectory = logFolder,
        };
        start.Environment[portSetting] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["API_HOST"] = "localhost";
        start.Environment["LOG_LEVEL"] = "WARNING";
        start.Environment[TestTokens.KeySetting] = TestTokens.Key;
        // One caller stands for a whole chain here.
        start.Environment["Limits__Operator__PerSecond"] = "1000000";
        start.Environment["Limits__Operator__Burst"] = "1000000";
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return new ChildProcess(Process.Start(start)!, port, log);
    }

    /// <summary>Waits until a path is answered with success.</summary>
    public async Task<ChildProcess> WhenReadyAsync(string path, TimeProvider time)
    {
        while (!await AnswersAsync(path))
        {
            if (_process.HasExited) throw new InvalidOperationException($"A server ended: {await File.ReadAllTextAsync(_log)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
        }

        return this;
    }

    /// <summary>SIGKILL; returns at once.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGTERM; returns at once.</summary>
    public async Task TerminateAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Completes when the process has ended.</summary>
    public Task WhenExitedAsync() => _process.WaitForExitAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using HttpResponseMessage answer = await Http.GetAsync(path);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A port that nobody uses now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
