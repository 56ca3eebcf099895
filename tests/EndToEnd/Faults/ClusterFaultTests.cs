using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace RetailGrains.Tests.EndToEnd.Faults;

/// <summary>What a cluster of silos with streams writes into its logs, and how long an orderly stop takes.</summary>
public sealed class ClusterFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Silos = 3;
    private const int MaxLines = 100;

    /// <summary>Callers wait up to 20 s for a position: a silo that waits for them takes longer than this.</summary>
    private static readonly TimeSpan MaxStop = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(18);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly List<SiloProcess> _silos = [];
    private PostgresServer? _server;
    private RedisServer? _redis;
    private ApiProcess? _api;

    private TestStore Store { get; set; } = null!;

    private RetailClient Client => _api!.Client;

    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync();
        _redis = await RedisServer.StartNewAsync();
        Store = new PostgresTestStore(await _server.CreateDatabaseAsync());
        await ApiProcess.MigrateAsync(Store);
        SiloProcess[] started = await Task.WhenAll(Enumerable.Range(0, Silos).Select(_ => StartSiloAsync()));
        _silos.AddRange(started);
        _api = await ApiProcess.StartReadyAsync(Store, ("RETAIL_CLUSTER", "postgres"), ("LOG_LEVEL", "INFO"), RedisSetting);
    }

    public async Task DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
        foreach (SiloProcess silo in _silos) await silo.DisposeAsync();
        if (Store is not null) await Store.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_cluster_starts_without_warnings_survives_a_database_outage_and_stops_quickly()
    {
        var sent = new SentSales();
        await using (var before = Till.Start(Client, sent, "before"))
        {
            await WhenRecordingAsync(sent);
            await before.StopAsync();
        }

        long[] written = [.. _silos.Select(silo => silo.LogLines)];
        await Eventually.PauseAsync(Quiet);
        string chatter = string.Join('\n', _silos.SelectMany((silo, i) => LinesSince(silo, written[i])));
        Assert.True(chatter.Length == 0, $"A quiet cluster logs nothing:\n{chatter}");
        Assert.Empty(Unexpected([.. _silos.SelectMany(Complaints)]));

        await using var till = Till.Start(Client, sent, "till");
        await WhenRecordingAsync(sent);
        await MeetOutageAsync(sent);
        await StopAsync(_silos[0], "under load");
        await WhenRecordingAsync(sent);
        await till.StopAsync();
        await Client.WhenSettledAsync();
        await StopAsync(_silos[1], "idle");

        List<Sale> held = await sent.AssertLedgerAsync(Store);
        await Client.WhenSettledAsync();
        await ServedFigures.AssertAsync(Client, held);
        await Client.ExpectAgreementAsync();
        output.WriteLine($"{held.Count} recorded, {sent.Refused} refusals, the slowest after {till.SlowestRefusal.TotalSeconds:F1} s");
    }

    private (string Name, string Value) RedisSetting => ("REDIS_URL", $"redis://{_redis!.Configuration}");

    /// <summary>Warnings and failures, except Orleans' own of a machine that is too busy to run it in time.</summary>
    private static IEnumerable<string> Complaints(ServiceProcess process) => process.Log().Split('\n').Where(line =>
        (line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains(" fail: ", StringComparison.Ordinal))
        && !IsOfBusyMachine(line));

    /// <summary>On a machine that is too busy to answer a probe within a second Orleans warns of that and its effects.</summary>
    private static string[] Unexpected(string[] complaints) =>
        complaints.Any(line => line.Contains("Did not receive a probe response", StringComparison.Ordinal))
            ? [.. complaints.Where(line => !line.Contains(" Orleans.Runtime.", StringComparison.Ordinal))]
            : complaints;

    private static IEnumerable<string> LinesSince(ServiceProcess process, long written) =>
        process.Log().Split('\n').TakeLast((int)(process.LogLines - written))
            .Where(line => !IsOfBusyMachine(line) && !line.Contains("repeated warnings", StringComparison.Ordinal));

    private static bool IsOfBusyMachine(string line) =>
        line.Contains("HealthMonitor: ", StringComparison.Ordinal)
        || line.Contains(" Orleans.Runtime.Scheduler.", StringComparison.Ordinal);

    private async Task MeetOutageAsync(SentSales sent)
    {
        ProcessMeter[] meters = [.. _silos.Select(silo => new ProcessMeter(silo))];
        var ofApi = new ProcessMeter(_api!);
        await _server!.StopImmediateAsync();
        await Eventually.PauseAsync(Outage);
        await _server.StartAsync();
        await WhenRecordingAsync(sent);
        await Eventually.IsTrueAsync(
            "the cluster is ready", async () => (await Client.GetRootAsync("/ready")).Status == HttpStatusCode.OK, _api!.Log);
        await Eventually.IsTrueAsync("every silo says that it works again", () => _silos.All(SaysThatItWorks), LastLines);
        await Eventually.PauseAsync(Quiet);
        for (int i = 0; i < _silos.Count; i++)
        {
            output.WriteLine($"PostgreSQL away: silo {i} wrote {meters[i]}\n{_silos[i].Log()}");
            Assert.True(meters[i].Lines <= MaxLines, _silos[i].Log());
            Assert.True(SaysThatItWorks(_silos[i]), _silos[i].Log());
        }

        output.WriteLine($"PostgreSQL away: the API wrote {ofApi}\n{_api!.Log()}");
        Assert.True(ofApi.Lines <= MaxLines, _api.Log());
    }

    /// <summary>Its last message about each failure reports the recovery.</summary>
    private static bool SaysThatItWorks(SiloProcess silo) =>
        silo.Log().Split('\n').LastOrDefault(line => line.Contains("FailureMonitor", StringComparison.Ordinal))
            is { } last && last.Contains("work again", StringComparison.Ordinal);

    private string LastLines() => string.Join("\n\n", _silos.Select(silo => silo.Log()));

    private async Task StopAsync(SiloProcess silo, string when)
    {
        long start = Stopwatch.GetTimestamp();
        await silo.StopAsync();
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"SIGTERM {when}: ended after {taken.TotalSeconds:F1} s"));
        Assert.DoesNotContain("have not drained", silo.Log(), StringComparison.Ordinal);
        Assert.True(taken < MaxStop, silo.Log());
    }

    private static Task WhenRecordingAsync(SentSales sent)
    {
        int before = sent.AcknowledgedCount;
        return Eventually.IsTrueAsync("sales are acknowledged", () => sent.AcknowledgedCount > before + 20);
    }

    private Task<SiloProcess> StartSiloAsync() => SiloProcess.StartReadyAsync(Store, RedisSetting);
}
