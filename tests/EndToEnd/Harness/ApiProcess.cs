using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RetailGrains.Tests.EndToEnd;

/// <summary>The real API in a process of its own, as a user would start it.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private const int LogLinesKept = 200;

    private static readonly string[] ForeignSettings =
        ["DATABASE_URL", "REDIS_URL", "RETAIL_HOME", "RETAIL_WORK_FILE", "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT"];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();

    private ApiProcess(Process process, int port)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Client = new RetailClient(new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"));
    }

    /// <summary>Talks to it.</summary>
    public RetailClient Client { get; }

    public int Id => _process.Id;

    /// <summary>Starts it, and returns when it says that it is ready.</summary>
    public static async Task<ApiProcess> StartReadyAsync(TestStore store, params (string Name, string Value)[] settings)
    {
        ApiProcess api = Start(store, [], settings);
        try
        {
            await Eventually.IsTrueAsync("the API is ready", api.IsReadyAsync, api.Log);
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs its command <c>migrate</c>, as an operator does before the first start on PostgreSQL.</summary>
    public static async Task MigrateAsync(TestStore store)
    {
        await using ApiProcess migrate = Start(store, ["migrate"], []);
        await migrate._process.WaitForExitAsync();
        Assert.True(migrate._process.ExitCode == 0, migrate.Log());
    }

    /// <summary>SIGKILL: no farewell, nothing is written any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits for its end.</summary>
    public async Task StopAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await Eventually.IsTrueAsync("the API stops", () => Task.FromResult(_process.HasExited), Log);
    }

    /// <summary>Resident memory in MiB, as the kernel counts it.</summary>
    public double ResidentMiB()
    {
        string line = File.ReadLines($"/proc/{Id.ToString(CultureInfo.InvariantCulture)}/status")
            .First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        string kib = line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return double.Parse(kib, CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>The last lines that it wrote.</summary>
    public string Log() => string.Join('\n', _log);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private static ApiProcess Start(TestStore store, string[] arguments, (string Name, string Value)[] settings)
    {
        int port = FreePort();
        var start = new ProcessStartInfo("dotnet", [BuiltAssembly.Path("Api", "RetailGrains.Api.dll"), .. arguments])
        {
            WorkingDirectory = store.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What whoever runs the tests has set for himself is none of the test's business.
        foreach (string name in ForeignSettings) start.Environment.Remove(name);
        start.Environment["API_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["LOG_LEVEL"] = "WARNING";
        // These processes live for seconds: profiling their code, to compile it better later, takes a third of their time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach ((string name, string value) in store.Settings.Concat(settings)) start.Environment[name] = value;
        return new ApiProcess(Process.Start(start)!, port);
    }

    private async Task<bool> IsReadyAsync()
    {
        if (_process.HasExited) throw new InvalidOperationException($"The API ended with {_process.ExitCode}:\n{Log()}");
        try
        {
            return (await Client.GetRootAsync("/ready")).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _log.Enqueue(line);
        if (_log.Count > LogLinesKept) _log.TryDequeue(out _);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
