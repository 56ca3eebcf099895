using System.Globalization;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>A silo of the cluster in a separate process.</summary>
internal sealed class SiloProcess : ServiceProcess
{
    private readonly RetailClient _operations;

    private SiloProcess(
        TestStore store, int siloPort, int gatewayPort, int operationsPort, IEnumerable<(string Name, string Value)> settings,
        string[]? launcher = null)
        : base(
            "Silo",
            store.Folder,
            [],
            [
                ("SILO_PORT", Text(siloPort)), ("GATEWAY_PORT", Text(gatewayPort)), (
                    "OPS_PORT", Text(operationsPort)), ("LOG_LEVEL", "INFO"),
                .. store.Settings, .. settings,
            ],
            launcher)
    {
        (SiloPort, GatewayPort) = (siloPort, gatewayPort);
        _operations = new RetailClient(new Uri($"http://127.0.0.1:{Text(operationsPort)}"));
    }

    public int SiloPort { get; }

    public int GatewayPort { get; }

    /// <summary>Its port for operations.</summary>
    public Uri Operations => _operations.Address;

    /// <summary>Starts it on separate ports; <see cref="WhenReadyAsync"/> waits.</summary>
    public static SiloProcess Start(TestStore store, params (string Name, string Value)[] settings) =>
        new(store, FreePort.Take(), FreePort.Take(), FreePort.Take(), settings);

    /// <summary>Starts it on separate ports through another command, such as one that changes its view of the file system.</summary>
    public static SiloProcess StartBy(string[] launcher, TestStore store, params (string Name, string Value)[] settings) =>
        new(store, FreePort.Take(), FreePort.Take(), FreePort.Take(), settings, launcher);

    /// <summary>Starts it on separate ports, and returns when it is ready.</summary>
    public static async Task<SiloProcess> StartReadyAsync(TestStore store, params (string Name, string Value)[] settings)
    {
        var silo = new SiloProcess(store, FreePort.Take(), FreePort.Take(), FreePort.Take(), settings);
        await silo.WhenReadyAsync();
        return silo;
    }

    /// <summary>Restarts it with the same address.</summary>
    public SiloProcess StartAgain(TestStore store, params (string Name, string Value)[] settings) =>
        new(store, SiloPort, GatewayPort, _operations.Address.Port, settings);

    public Task WhenReadyAsync() => Eventually.IsTrueAsync("the silo is ready", () => IsReadyAsync(_operations), Log);

    public Task<Answer> GetAsync(string path) => _operations.GetRootAsync(path);

    /// <summary>Whether this silo has the given address, in the form that the ledger's status reports.</summary>
    public bool Is(string siloAddress) =>
        siloAddress.StartsWith(string.Create(CultureInfo.InvariantCulture, $"S127.0.0.1:{SiloPort}:"), StringComparison.Ordinal);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _operations.Dispose();
    }
}
