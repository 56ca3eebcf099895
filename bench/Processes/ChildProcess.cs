using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using RetailGrains.Tests.Support;

namespace RetailGrains.Bench.Processes;

/// <summary>A server that the bench starts. Disposing it kills the process, like <see cref="Kill"/>.</summary>
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

    /// <summary>A client for requests that are not measured, or measured only once.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts an assembly of this build; its log goes to a file.</summary>
    /// <param name="assembly">The assembly's name without extension.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Its settings.</param>
    /// <param name="logFolder">The folder of its log, and its working directory.</param>
    /// <param name="portSetting">The setting that receives the port for requests.</param>
    public static ChildProcess Start(
        string assembly,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string logFolder,
        string portSetting = "API_PORT")
    {
        int port = FreePort();
        string log = Path.Combine(logFolder, string.Create(CultureInfo.InvariantCulture, $"{assembly}-{port}.log"));
        // The shell redirects the output to the log file and then execs the server. Otherwise the bench would have to read a pipe.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, "dotnet",
            Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments])
        {
            WorkingDirectory = logFolder,
        };
        start.Environment[portSetting] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["API_HOST"] = "localhost";
        start.Environment["LOG_LEVEL"] = "WARNING";
        start.Environment[TestTokens.KeySetting] = TestTokens.Key;
        // The bench sends the load of a whole chain as one caller.
        start.Environment["Limits__Operator__PerSecond"] = "1000000";
        start.Environment["Limits__Operator__Burst"] = "1000000";
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return new ChildProcess(Process.Start(start)!, port, log);
    }

    /// <summary>Waits until a GET of the path succeeds.</summary>
    public async Task<ChildProcess> WhenReadyAsync(string path, TimeProvider time)
    {
        while (!await AnswersAsync(path))
        {
            if (_process.HasExited) throw new InvalidOperationException($"A server ended: {await File.ReadAllTextAsync(_log)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
        }

        return this;
    }

    /// <summary>Sends SIGKILL, and does not wait for the process to end.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Sends SIGTERM, and does not wait for the process to end.</summary>
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

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
