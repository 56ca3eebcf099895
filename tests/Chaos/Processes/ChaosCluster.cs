using System.Diagnostics;
using System.Globalization;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos.Processes;

/// <summary>
/// A cluster of real processes on this machine: PostgreSQL, Redis for streams and cached lists, silos, an API. There is a relay between
/// each process and PostgreSQL, and another in front of each silo: the address in the membership table is the relay's, so all traffic from
/// other silos passes through it.
/// </summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end = new();
    private readonly string _folder;
    private readonly Action<string> _say;
    private Task _supervising = Task.CompletedTask;

    private readonly RedisServer _redis;
    private readonly TestAuthority? _authority;

    private ChaosCluster(string folder, ChaosDatabase database, RedisServer redis, int silos, bool tls, Action<string> say)
    {
        (_folder, Database, _redis, _say) = (folder, database, redis, say);
        _authority = tls ? new TestAuthority() : null;
        Clock = FakeClock.IsInstalled ? new FakeClock(folder) : null;
        DatabaseRelays = [.. Enumerable.Range(0, silos + 1).Select(_ => new TcpRelay(database.Port))];
        int[] ports = Ports.Free((silos * 3) + 1);
        SiloRelays = [.. Enumerable.Range(0, silos).Select(i => new TcpRelay(ports[i * 3]))];
        Silos = [.. Enumerable.Range(0, silos).Select(i => CreateSilo(i, ports[i * 3], ports[(i * 3) + 1], ports[(i * 3) + 2]))];
        Api = CreateApi(ports[^1]);
        ApiAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[^1]}"));
        Client = new ApiClient(ApiAddress, TestTokens.Operator);
    }

    public ChaosDatabase Database { get; }

    public IReadOnlyList<Node> Silos { get; }

    public Node Api { get; }

    public Uri ApiAddress { get; }

    public ApiClient Client { get; }

    /// <summary>In front of each silo.</summary>
    public IReadOnlyList<TcpRelay> SiloRelays { get; }

    /// <summary>Between PostgreSQL and each silo; the last is the API's.</summary>
    public IReadOnlyList<TcpRelay> DatabaseRelays { get; }

    /// <summary>The last silo's clock; null when libfaketime is not installed.</summary>
    public FakeClock? Clock { get; }

    private IEnumerable<Node> Nodes => [.. Silos, Api];

    /// <summary>Starts all processes; returns when all of them report that they are ready.</summary>
    public static async Task<ChaosCluster> StartAsync(string folder, int silos, Action<string> say, bool tls = false)
    {
        ChaosDatabase database = await ChaosDatabase.StartAsync();
        var cluster = new ChaosCluster(folder, database, await RedisServer.StartNewAsync(), silos, tls, say);
        try
        {
            await cluster.MigrateAsync();
            foreach (Node node in cluster.Nodes) node.Start();
            cluster._supervising = cluster.SuperviseAsync();
            if (!await cluster.IsReadyWithinAsync(StartLimit))
                throw new TimeoutException($"The cluster was not ready within {StartLimit}; the logs are in {folder}.");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until every process is ready; false when the limit expires first.</summary>
    public async Task<bool> IsReadyWithinAsync(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            bool[] ready = await Task.WhenAll(Nodes.Select(node => node.IsReadyAsync()));
            if (ready.All(one => one)) return true;
            if (Stopwatch.GetElapsedTime(start) > limit) return false;
            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    /// <summary>Starts a process that hosts all grains itself on this cluster's database.</summary>
    public Process StartSecondProcess()
    {
        var start = new ProcessStartInfo("dotnet", [BuiltAssembly.Path("Api")])
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in CommonSettings(DatabaseRelays.Count - 1)) start.Environment[name] = value;
        start.Environment["API_HOST"] = "localhost";
        start.Environment["API_PORT"] = Text(Ports.Free(1)[0]);
        return Process.Start(start)!;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _supervising;
        foreach (Node node in Nodes) await node.DisposeAsync();
        foreach (TcpRelay relay in SiloRelays.Concat(DatabaseRelays)) await relay.DisposeAsync();
        await Database.DisposeAsync();
        await _redis.DisposeAsync();
        Client.Dispose();
        _authority?.Dispose();
        _end.Dispose();
    }

    /// <summary>Restarts processes that have ended, as a supervisor does in production.</summary>
    private async Task SuperviseAsync()
    {
        while (await Rest.ForAsync(TimeSpan.FromMilliseconds(500), _end.Token))
        {
            foreach (Node node in Nodes)
            {
                if (node.Held || !node.HasExited) continue;
                _say($"{node.Name} is started again");
                node.Start();
            }
        }
    }

    private async Task MigrateAsync()
    {
        var migrate = new ProcessStartInfo("dotnet", [BuiltAssembly.Path("Api"), "migrate"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        };
        migrate.Environment["DATABASE_URL"] = Database.UrlThrough(Database.Port);
        using Process process = Process.Start(migrate)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"migrate failed: {output}");
    }

    private Node CreateSilo(int index, int listen, int gateway, int ops)
    {
        var settings = new Dictionary<string, string>(CommonSettings(index))
        {
            ["SILO_PORT"] = Text(SiloRelays[index].Port),
            ["SILO_LISTEN_PORT"] = Text(listen),
            ["GATEWAY_PORT"] = Text(gateway),
            ["OPS_PORT"] = Text(ops),
        };
        bool isLast = index == SiloRelays.Count - 1;
        if (isLast && Clock is not null)
            foreach ((string name, string value) in Clock.Environment) settings[name] = value;
        AddCertificate(settings, $"silo-{index + 1}", _authority?.Silo());
        return new Node($"silo-{index + 1}", BuiltAssembly.Path("Silo"), ops, _folder, settings);
    }

    private Node CreateApi(int port)
    {
        var settings = new Dictionary<string, string>(CommonSettings(DatabaseRelays.Count - 1))
        {
            ["RETAIL_CLUSTER"] = "postgres",
            ["API_HOST"] = "localhost",
            ["API_PORT"] = Text(port),
        };
        AddCertificate(settings, "api", _authority?.Api());
        return new Node("api", BuiltAssembly.Path("Api"), port, _folder, settings);
    }

    private void AddCertificate(Dictionary<string, string> settings, string process, TestCertificate? certificate)
    {
        foreach ((string name, string value) in certificate?.WriteTo(Path.Combine(_folder, "tls", process)) ?? []) settings[name] = value;
    }

    private Dictionary<string, string> CommonSettings(int relay) => new()
    {
        ["DATABASE_URL"] = Database.UrlThrough(DatabaseRelays[relay].Port),
        ["REDIS_URL"] = $"redis://{_redis.Configuration}",
        ["LOG_LEVEL"] = "INFO",
        [TestTokens.KeySetting] = TestTokens.Key,
        ["DOTNET_ENVIRONMENT"] = "Production",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
