using System.Diagnostics;
using System.Net;
using System.Text.Json;
using RetailGrains.Tests.EndToEnd.Faults;

namespace RetailGrains.Tests.EndToEnd.Cluster;

/// <summary>Silos join, stop gracefully, are killed, and all end at the same time, while the API is their client.</summary>
[Collection(FourthPostgresCollection.Name)]
public sealed class SiloLifecycleTests(SiloCluster cluster, ITestOutputHelper output) : IClassFixture<SiloCluster>
{
    private const int Silos = 3;

    /// <summary>What each survivor may write about the death of another silo.</summary>
    private const int MaxLines = 40;

    [Fact]
    public async Task Partitions_spread_evenly_when_silos_join_and_a_stopped_silo_leaves_nothing_to_replay()
    {
        await cluster.GrowAsync(Silos);
        SiloProcess[] others = [.. cluster.Silos.Skip(1)];
        await cluster.UnderLoadAsync("stop", async () =>
        {
            foreach (SiloProcess silo in others) await StopAsync(silo);
            await cluster.AssertSpreadAsync(16);
            long start = Stopwatch.GetTimestamp();
            await cluster.GrowAsync(Silos);
            output.WriteLine($"One silo has become three, with {string.Join('/', await cluster.SpreadAsync())} partitions, "
                + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s after the others were started");
            await cluster.AssertSpreadAsync(5, 5, 6);
        });
        Assert.Equal(0, cluster.Sent.Refused);
        await cluster.AssertProvedAsync();
    }

    [Fact]
    public async Task After_a_silo_is_killed_every_request_succeeds_again()
    {
        await cluster.GrowAsync(Silos);
        SiloProcess killed = cluster.Silos[^1];
        Dictionary<ServiceProcess, ProcessMeter> survivors =
            cluster.Silos.SkipLast(1).Append<ServiceProcess>(cluster.Api).ToDictionary(one => one, one => new ProcessMeter(one));
        await cluster.UnderLoadAsync("kill", async () =>
        {
            await killed.KillAsync();
            cluster.Forget(killed);
            long start = Stopwatch.GetTimestamp();
            // One request to every partition and to entities of all silos: all of them answer when the last does.
            await Task.WhenAll(cluster.Client.GetAsync("/summary"), FiguresAsync(), WriteEverywhereAsync());
            output.WriteLine($"Everything answered {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s after SIGKILL");
        });
        Assert.Equal(0, cluster.Sent.Refused);
        await cluster.WhenSpreadAsync();
        // The refused connection reveals the death before the probes do.
        Assert.Single(
            survivors.Keys,
            survivor => survivor.Log().Contains("has ended: its port refuses connections", StringComparison.Ordinal));
        foreach ((ServiceProcess survivor, ProcessMeter meter) in survivors)
        {
            output.WriteLine($"{survivor.GetType().Name} {survivor.Id} wrote {meter}\n{survivor.Log()}\n");
            Assert.True(meter.Lines <= MaxLines, survivor.Log());
        }

        await cluster.AssertProvedAsync();
        await AssertDiagnosedAsync(cluster.Silos.Count);
    }

    [Fact]
    public async Task When_all_silos_have_stopped_the_api_reports_it_and_finds_restarted_silos()
    {
        await cluster.GrowAsync(Silos);
        while (!await cluster.Sent.SendAsync(cluster.Client, Sale.Number("before", 0))) await Task.Yield();
        SiloProcess[] all = [.. cluster.Silos];
        foreach (SiloProcess silo in all) await silo.KillAsync();
        Answer ready = (await cluster.Client.GetRootAsync("/ready")).Expect(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("no silos: no partition answers", ready["missing"].EnumerateArray().Select(missing => missing.GetString()));
        Assert.Equal(HttpStatusCode.OK, (await cluster.Client.GetRootAsync("/health")).Status);

        long start = Stopwatch.GetTimestamp();
        Task<Answer> asked = cluster.Client.GetAsync("/stores/store%200");
        await cluster.StartAgainAsync(all);
        (await asked).Expect(HttpStatusCode.OK);
        output.WriteLine(
            $"Three killed silos served again {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s after they were started anew");
        await cluster.WhenSpreadAsync();
        await cluster.AssertProvedAsync();
    }

    private async Task StopAsync(SiloProcess silo)
    {
        long start = Stopwatch.GetTimestamp();
        await silo.StopAsync();
        output.WriteLine($"A silo with load stopped within {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        Assert.Equal(0, silo.ExitCode);
        string[] left = [.. silo.Log().Split('\n').Where(line => line.Contains("remain to be replayed", StringComparison.Ordinal))];
        Assert.True(left.Length >= 5, silo.Log());
        Assert.All(left, line => Assert.Contains("; 0 entries remain to be replayed", line, StringComparison.Ordinal));
        cluster.Forget(silo);
    }

    private Task FiguresAsync() => Parallel.ForEachAsync(Enumerable.Range(0, 20), async (n, _) =>
    {
        Answer answer = await cluster.Client.GetAsync($"/products/product%20{3 * n}");
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Text}\n{cluster.Api.Log()}");
    });

    private Task WriteEverywhereAsync() => Task.WhenAll(Enumerable.Range(0, 100).Select(async n =>
        Assert.True(await cluster.Sent.SendAsync(cluster.Client, Sale.Number($"everywhere{Environment.TickCount64}", n)))));

    /// <summary>The diagnostics document lists all silos, and contains no secret.</summary>
    private async Task AssertDiagnosedAsync(int silos)
    {
        Answer diagnostics = (await cluster.Client.GetAsync("/admin/diagnostics")).Expect(HttpStatusCode.OK);
        Assert.Equal(silos, diagnostics["silos"].GetArrayLength());
        IEnumerable<JsonElement> active = diagnostics["members"].EnumerateArray().Where(one => Text(one, "status") == "active");
        IEnumerable<string> diagnosed = diagnostics["silos"].EnumerateArray().Select(one => Text(one, "name"));
        Assert.Equal(active.Select(one => Text(one, "silo")).Order(), diagnosed.Order());
        Assert.Equal(16, diagnostics["partitions"].GetArrayLength());
        Assert.Empty(diagnostics["notCollected"].EnumerateArray());
        Assert.Contains("main", diagnostics["silos"][0].GetProperty("pools").EnumerateArray().Select(pool => Text(pool, "name")));
        Assert.DoesNotContain(TestTokens.Key, diagnostics.Text, StringComparison.Ordinal);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
