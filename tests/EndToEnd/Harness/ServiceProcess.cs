using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>A process of the product, started as an operator would start it.</summary>
internal abstract class ServiceProcess : IAsyncDisposable
{
    private const int LogLinesKept = 400;

    private static readonly string[] ForeignSettings =
    [
        "DATABASE_URL", "REDIS_URL", "RETAIL_HOME", "RETAIL_CLUSTER", "RETAIL_WORK_FILE", "REQUEST_PATIENCE", "RETAIL_TEST_STORE_LOCK",
        "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT",
    ];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private long _lines;

    /// <param name="project">The project whose executable is run.</param>
    /// <param name="folder">Its current folder.</param>
    /// <param name="arguments">The executable's arguments.</param>
    /// <param name="settings">Environment.</param>
    /// <param name="launcher">A command that runs the command that follows it, in its own process.</param>
    protected ServiceProcess(
        string project, string folder, string[] arguments, IEnumerable<(string Name, string Value)> settings, string[]? launcher = null)
    {
        string[] command = [.. launcher ?? [], "dotnet", BuiltAssembly.Path(project), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Settings of the user who runs the tests must not affect the test.
        foreach (string name in ForeignSettings) start.Environment.Remove(name);
        start.Environment["LOG_LEVEL"] = "WARNING";
        start.Environment["Logging__Console__FormatterName"] = "line";
        start.Environment["API_HOST"] = start.Environment["OPS_HOST"] = "localhost";
        start.Environment[TestTokens.KeySetting] = TestTokens.Key;
        // One caller sends the requests of a whole chain here.
        start.Environment["Limits__Operator__PerSecond"] = start.Environment["Limits__Operator__Burst"] = "1000000";
        foreach ((string name, string value) in settings) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Sends SIGKILL: the process ends without a graceful shutdown and writes nothing more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends SIGTERM, and waits until the process has ended.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await WhenEndedAsync();
    }

    /// <summary>Sends a signal by its name.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended by itself, and all that it wrote is read.</summary>
    public async Task WhenEndedAsync()
    {
        await Eventually.IsTrueAsync($"{GetType().Name} {Id} ends", () => Task.FromResult(_process.HasExited), Log);
        await _process.WaitForExitAsync();
    }

    /// <summary>Resident memory in MiB, as the kernel counts it.</summary>
    public double ResidentMiB()
    {
        string line = File.ReadLines($"/proc/{Id.ToString(CultureInfo.InvariantCulture)}/status")
            .First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        string kib = line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return double.Parse(kib, CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Lines that it has written so far, on both of its outputs.</summary>
    public long LogLines => Interlocked.Read(ref _lines);

    /// <summary>Processor time that it has used so far, as the kernel counts it.</summary>
    public TimeSpan ProcessorTime()
    {
        string stat = File.ReadAllText($"/proc/{Text(Id)}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        const int user = 11; // fields 14 and 15, of which the first two are before the bracket
        long ticks = long.Parse(fields[user], CultureInfo.InvariantCulture) + long.Parse(fields[user + 1], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds(ticks / 100.0);
    }

    /// <summary>The last lines that it wrote.</summary>
    public string Log() => string.Join('\n', _log);

    public virtual async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns true when <c>/ready</c> answers 200; false while it answers otherwise or not at all.</summary>
    protected async Task<bool> IsReadyAsync(RetailClient client)
    {
        if (HasExited) throw new InvalidOperationException($"{GetType().Name} ended with {ExitCode}:\n{Log()}");
        try
        {
            return (await client.GetRootAsync("/ready")).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            await Eventually.PauseAsync(TimeSpan.FromMilliseconds(50));
            return false; // it does not listen yet
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        Interlocked.Increment(ref _lines);
        _log.Enqueue(line);
        if (_log.Count > LogLinesKept) _log.TryDequeue(out _);
    }
}
