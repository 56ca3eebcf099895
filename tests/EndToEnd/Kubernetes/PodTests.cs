using System.Diagnostics;
using System.Globalization;

namespace RetailGrains.Tests.EndToEnd.Kubernetes;

/// <summary>Silos with the environment of a pod, with Orleans' Kubernetes hosting and without it.</summary>
[Collection(FourthPostgresCollection.Name)]
public sealed class PodTests(PostgresFixture server, ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const int Active = 3;
    private const int Dead = 6;

    /// <summary>As in the program: four requests at once, then one in five seconds.</summary>
    private const int Burst = 4;

    private readonly KubernetesApiStub _api = new();
    private readonly List<SiloProcess> _silos = [];
    private TestStore _store = null!;

    public async Task InitializeAsync() => _store = await server.CreateStoreAsync();

    public async Task DisposeAsync()
    {
        foreach (SiloProcess silo in _silos) await silo.DisposeAsync();
        await _store.DisposeAsync();
    }

    public void Dispose() => _api.Dispose();

    [SmallDiskFact]
    public async Task A_silo_whose_pod_is_deleted_is_declared_dead()
    {
        SiloProcess first = await StartHostedAsync("silo-first");
        SiloProcess second = await StartHostedAsync("silo-second");
        await Eventually.IsTrueAsync("both silos watch the pods", () => _api.Watchers == 2, () => first.Log() + second.Log());
        _api.Delete("silo-second");
        await second.WhenEndedAsync();
        Assert.NotEqual(0, second.ExitCode);
        Assert.Equal([("silo-first", Active), ("silo-second", Dead)], await MembersAsync());
        Assert.Contains("silo-second, has been deleted", first.Log(), StringComparison.Ordinal);
        Assert.Equal(0, _api.Strangers);
    }

    [SmallDiskFact]
    public async Task A_silo_without_a_pod_is_declared_dead_by_one_that_starts()
    {
        SiloProcess first = await StartHostedAsync("silo-first");
        _api.Delete("silo-first");
        // The first silo keeps running, because Orleans' Kubernetes agent ignores the deletion of its own pod.
        SiloProcess second = await StartHostedAsync("silo-second");
        await first.WhenEndedAsync();
        Assert.Equal([("silo-first", Dead), ("silo-second", Active)], await MembersAsync());
        Assert.Contains("does not correspond to any known pod", second.Log(), StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public async Task A_refused_silo_retries_slowly_and_joins_when_it_is_permitted()
    {
        _api.Refuses = true;
        _api.Add("silo");
        long start = Stopwatch.GetTimestamp();
        SiloProcess silo = StartHosted("silo");
        await Eventually.IsTrueAsync("the silo is refused", () => _api.Requests >= Burst, silo.Log);
        (TimeSpan processor, long lines) = (silo.ProcessorTime(), silo.LogLines);
        (int requests, long since) = (_api.Requests, Stopwatch.GetTimestamp());
        await Eventually.IsTrueAsync("it asks again", () => _api.Requests >= requests + 2, silo.Log);
        int refused = _api.Requests;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{refused} requests in {seconds:F0} s; then {refused - requests} in {Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s, with "
            + $"{silo.LogLines - lines} lines of log and {(silo.ProcessorTime() - processor).TotalSeconds:F2} s of processor time"));
        Assert.InRange(refused, Burst, Burst + (seconds / 5) + 1);
        Assert.Contains("insufficient permissions", silo.Log(), StringComparison.Ordinal);

        _api.Refuses = false;
        await silo.WhenReadyAsync();
        Assert.Equal([("silo", Active)], await MembersAsync());
    }

    [SmallDiskFact]
    public async Task A_refused_silo_stops_in_an_orderly_way()
    {
        _api.Refuses = true;
        _api.Add("silo");
        SiloProcess silo = StartHosted("silo");
        await Eventually.IsTrueAsync("the silo waits to be permitted", () => _api.Requests >= Burst, silo.Log);
        await silo.StopAsync();
        Assert.Equal([], await MembersAsync(Active));
    }

    [Fact]
    public async Task Without_the_hosting_package_pods_form_a_cluster_and_call_no_Kubernetes_API()
    {
        SiloProcess first = await StartByIdentityAsync("silo-first", "127.0.0.21");
        SiloProcess second = await StartByIdentityAsync("silo-second", "127.0.0.22");
        List<string> addresses = await _store.QueryAsync(
            "SELECT siloname || ' ' || address FROM orleansmembershiptable ORDER BY 1", row => row.GetString(0));
        Assert.Equal(["silo-first 127.0.0.21", "silo-second 127.0.0.22"], addresses);
        await second.StopAsync();
        Assert.Equal(0, second.ExitCode);
        Assert.Equal([("silo-first", Active), ("silo-second", Dead)], await MembersAsync());
        Assert.False(first.HasExited);
        Assert.Equal(0, _api.Connections);
    }

    private async Task<SiloProcess> StartHostedAsync(string pod)
    {
        _api.Add(pod);
        SiloProcess silo = StartHosted(pod);
        await silo.WhenReadyAsync();
        return silo;
    }

    private SiloProcess StartHosted(string pod) => Keep(SiloProcess.StartBy(_api.Launcher, _store, _api.PodSettings(pod)));

    /// <summary>Starts a silo in a pod without an account's token.</summary>
    private async Task<SiloProcess> StartByIdentityAsync(string pod, string address)
    {
        SiloProcess silo = Keep(SiloProcess.Start(_store, [.. _api.PodSettings(pod, address), ("ORLEANS_KUBERNETES_HOSTING", "false")]));
        await silo.WhenReadyAsync();
        return silo;
    }

    private SiloProcess Keep(SiloProcess silo)
    {
        _silos.Add(silo);
        return silo;
    }

    private Task<List<(string Name, int Status)>> MembersAsync() => _store.QueryAsync(
        "SELECT siloname, status FROM orleansmembershiptable ORDER BY siloname, status", row => (row.GetString(0), row.GetInt32(1)));

    private async Task<List<(string Name, int Status)>> MembersAsync(int status) =>
        [.. (await MembersAsync()).Where(member => member.Status == status)];
}
