using System.Diagnostics;
using System.Globalization;

namespace RetailGrains.Tests.EndToEnd;

/// <summary>A silo of a cluster in a process of its own, as an operator would start it.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _log;
    private readonly int _operationsPort;

    private SiloProcess(Process process, string log, int operationsPort) => (_process, _log, _operationsPort) = (process, log, operationsPort);

    /// <summary>Starts it, and returns when it says that it is ready.</summary>
    public static async Task<SiloProcess> StartReadyAsync(TestStore store, params (string Name, string Value)[] settings)
    {
        int operationsPort = ApiProcess.FreePort();
        string log = Path.Combine(store.Folder, string.Create(CultureInfo.InvariantCulture, $"silo-{operationsPort}.log"));
        // The shell puts the log in a file without a pipe that somebody would have to empty, and makes way for the silo.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, "dotnet",
            BuiltAssembly.Path("Silo", "RetailGrains.Silo.dll")])
        {
            WorkingDirectory = store.Folder,
        };
        start.Environment["LOG_LEVEL"] = "WARNING";
        start.Environment["OPS_PORT"] = operationsPort.ToString(CultureInfo.InvariantCulture);
        start.Environment["SILO_PORT"] = ApiProcess.FreePort().ToString(CultureInfo.InvariantCulture);
        start.Environment["GATEWAY_PORT"] = ApiProcess.FreePort().ToString(CultureInfo.InvariantCulture);
        foreach ((string name, string value) in store.Settings.Concat(settings)) start.Environment[name] = value;
        var silo = new SiloProcess(Process.Start(start)!, log, operationsPort);
        await Eventually.IsTrueAsync("the silo is ready", silo.IsReadyAsync, silo.Log);
        return silo;
    }

    public int Id => _process.Id;

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    public string Log() => File.ReadAllText(_log);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        if (_process.HasExited) throw new InvalidOperationException($"The silo ended with {_process.ExitCode}:\n{Log()}");
        using var http = new HttpClient();
        try
        {
            using HttpResponseMessage answer =
                await http.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_operationsPort}/ready")));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
