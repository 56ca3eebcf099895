namespace RetailGrains.Tests.WebConsole.Harness;

/// <summary>Two silos and their client, an API with the console, on a PostgreSQL server.</summary>
internal sealed class ConsoleCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retail-console-cluster-").FullName;
    private readonly List<ClusterProcess> _silos = [];
    private PostgresServer _server = null!;
    private ClusterProcess _api = null!;
    private (string Name, string Value)[] _settings = [];

    private ConsoleCluster()
    {
    }

    public Uri Address => _api.Address;

    public RetailClient Api { get; private set; } = null!;

    public static async Task<ConsoleCluster> StartAsync()
    {
        var cluster = new ConsoleCluster();
        try
        {
            cluster._server = await PostgresServer.StartNewAsync();
            // A busy machine may be slow, but no request may be refused.
            cluster._settings = [("DATABASE_URL", await cluster._server.CreateDatabaseAsync()), ("REQUEST_PATIENCE", "60")];
            await using (var migrate = new ClusterProcess("Api", cluster._folder, ["migrate"], cluster._settings))
            {
                await migrate.WhenEndedAsync();
                Assert.True(migrate.ExitCode == 0, migrate.Log());
            }

            cluster._silos.AddRange([cluster.StartSilo(), cluster.StartSilo()]);
            cluster._api = new ClusterProcess("Api", cluster._folder, [], [.. cluster._settings, ("RETAIL_CLUSTER", "postgres")]);
            foreach (ClusterProcess process in cluster._silos.Append(cluster._api)) await process.WhenReadyAsync();
            cluster.Api = new RetailClient(cluster.Address);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills a silo with SIGKILL.</summary>
    public async Task LoseSiloAsync()
    {
        await _silos[0].DisposeAsync();
        _silos.RemoveAt(0);
    }

    /// <summary>Starts a silo, and waits until it is ready.</summary>
    public async Task RegainSiloAsync()
    {
        _silos.Add(StartSilo());
        await _silos[^1].WhenReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (_api is not null) await _api.DisposeAsync();
        foreach (ClusterProcess silo in _silos) await silo.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private ClusterProcess StartSilo() => new("Silo", _folder, [], _settings);
}

/// <summary>A silo, or an API that is a client of silos.</summary>
internal sealed class ClusterProcess : ServiceProcess
{
    public ClusterProcess(string project, string folder, string[] arguments, IEnumerable<(string Name, string Value)> settings)
        : this(project, folder, FreePort.Take(), arguments, settings)
    {
    }

    private ClusterProcess(string project, string folder, int port, string[] arguments, IEnumerable<(string Name, string Value)> settings)
        : base(project, folder, arguments, [
            (project == "Api" ? "API_PORT" : "OPS_PORT", Text(port)), ("SILO_PORT", Text(FreePort.Take())),
            ("GATEWAY_PORT", Text(FreePort.Take())),
            // Over HTTP, the session cookie is accepted in Development only.
            ("ASPNETCORE_ENVIRONMENT", "Development"), .. settings,
        ]) =>
        Address = new Uri($"http://localhost:{Text(port)}");

    public Uri Address { get; }

    public async Task WhenReadyAsync()
    {
        using var client = new RetailClient(Address);
        await Eventually.IsTrueAsync($"{Address} is ready", () => IsReadyAsync(client), Log);
    }
}
