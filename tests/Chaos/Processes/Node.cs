using System.Diagnostics;
using System.Globalization;

namespace RetailGrains.Tests.Chaos.Processes;

/// <summary>
/// A process of the cluster that is restarted with the same settings whenever it has ended. All its runs log to one file.
/// </summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly string _assembly;
    private readonly string _logFile;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly HttpClient _http;
    private Process? _process;

    /// <param name="name">Shown in messages, and used as the name of the log file.</param>
    /// <param name="assembly">Path of the assembly to run.</param>
    /// <param name="readyPort">The port that serves /ready.</param>
    /// <param name="folder">The working directory, which also contains the log.</param>
    /// <param name="environment">Settings as environment variables.</param>
    public Node(string name, string assembly, int readyPort, string folder, IReadOnlyDictionary<string, string> environment)
    {
        Name = name;
        _assembly = assembly;
        _logFile = Path.Combine(folder, name + ".log");
        _environment = environment;
        _http = new HttpClient
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{readyPort}/")),
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    public string Name { get; }

    /// <summary>While a fault keeps the process down, it is not restarted.</summary>
    public bool Held { get; set; }

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    public bool HasExited => _process is null || _process.HasExited;

    /// <summary>Path of the log file.</summary>
    public string LogFile => _logFile;

    public void Start()
    {
        _process?.Dispose();
        // The shell redirects the log to a file, so that no pipe has to be drained, and is then replaced by the program.
        const string script = "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1";
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, "sh", _logFile, "dotnet", _assembly])
        {
            WorkingDirectory = Path.GetDirectoryName(_logFile)!,
        };
        foreach ((string name, string value) in _environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        Starts++;
    }

    /// <summary>Sends a signal: KILL, TERM, STOP or CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        if (HasExited) return;
        using Process kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until the process exits; false when the limit expires first.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan limit)
    {
        if (HasExited) return true;
        using var time = new CancellationTokenSource(limit);
        try
        {
            await _process!.WaitForExitAsync(time.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Whether the process reports that it is ready.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync("ready");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Held = true;
        await SignalAsync("KILL");
        await EndsWithinAsync(TimeSpan.FromSeconds(30));
        _process?.Dispose();
        _http.Dispose();
    }
}
