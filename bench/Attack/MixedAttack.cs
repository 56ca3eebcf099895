using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using HdrHistogram;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;
using RetailGrains.Bench.Scenarios;

namespace RetailGrains.Bench.Attack;

/// <summary>
/// Runs all attacks at once on a server with its default limits, while a legitimate till sends a sale every 100 ms. The till's latency and
/// the memory of each process show whether the limits hold. <c>--silos 0</c> attacks one process without separate silos.
/// </summary>
internal static class MixedAttack
{
    private static readonly TimeSpan TillPause = TimeSpan.FromMilliseconds(100);

    private static readonly (string, string)[] DefaultLimits =
        [("Limits__Operator__PerSecond", "1000"), ("Limits__Operator__Burst", "5000")];

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run)
    {
        List<Measurement> measurements = [];
        foreach (int silos in run.Options.Silos) measurements.Add(await RunAsync(run, silos));
        return measurements;
    }

    private static async Task<Measurement> RunAsync(BenchRun run, int silos)
    {
        string database = await run.Postgres.CreateDatabaseAsync();
        await using RetailApi api = silos == 0
            ? await RetailApi.StartAsync(database, run.NewFolder(), run.Time, DefaultLimits)
            : await RetailApi.StartClusterAsync(silos, database, run.NewFolder(), run.Time);
        await run.SeedAsync(api, BenchRun.FirstSales);
        var memory = new MemoryWatch(new[] { ("API", api.Process) }
            .Concat(api.Silos.Select((silo, i) => ($"silo {i + 1}", silo)))
            .ToDictionary(one => one.Item1, one => one.Item2.Id));
        using var target = new AttackTarget(api.Port);
        using var stop = new CancellationTokenSource();
        Task[] attacks = [.. new Attacks(target, run.Time).Start(stop.Token), memory.RunAsync(run.Time, stop.Token)];
        Task<long> unready = UnreadyAsync(run, api, stop.Token);
        var tally = new LoadTally();
        long start = Stopwatch.GetTimestamp();
        await SellAsync(run, api, tally);
        await stop.CancelAsync();
        await Task.WhenAll(attacks);
        long notReady = await unready;
        string title = silos == 0 ? "one process" : string.Create(CultureInfo.InvariantCulture, $"API and {silos} silos");
        string name = string.Create(CultureInfo.InvariantCulture, $"attack-{silos}");
        await File.WriteAllTextAsync($"{name}.svg", memory.ToSvg($"Resident memory during a mixed attack: {title}"));
        foreach ((string answer, long count) in target.Answers.OrderBy(one => one.Key, StringComparer.Ordinal))
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}: {answer}: {count:N0}"));
        return Measurement.Of(name, $"a till's sales during a mixed attack, {title}", "sales", tally, Stopwatch.GetElapsedTime(start)) with
        {
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"slowest {tally.Latencies.GetMaxValue() / 1_000.0:N0} ms; {target.Answers.Values.Sum():N0} attacks answered; /ready not "
                    + $"200: {notReady}; highest memory: {string.Join(", ", memory.Highest.Select(one => $"{one.Name} {one.Megabytes} "
                    + "MB"))}"),
        };
    }

    /// <summary>
    /// A legitimate till: it sends one sale at a time and retries it until it is recorded. The latency includes the retries.
    /// </summary>
    private static async Task SellAsync(BenchRun run, RetailApi api, LoadTally tally)
    {
        using var http = new HttpClient { BaseAddress = api.Process.Http.BaseAddress, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AttackTarget.Token("till", "producer"));
        long begin = Stopwatch.GetTimestamp();
        for (int number = 0; Stopwatch.GetElapsedTime(begin) < run.Options.Measured; number++)
        {
            string sale = $$"""
                {"transactionId":"till-{{number}}","storeId":"s","occurredAt":"2026-11-01T08:26:00Z","lines":[{"productId":"p1","quantity":1,"unitPrice":1}]}
                """;
            long start = Stopwatch.GetTimestamp();
            while (!await PostAsync(http, sale))
            {
                tally.Refuse(1);
                await Task.Delay(TillPause, run.Time);
            }

            tally.Add(start, 1);
            await Task.Delay(TillPause, run.Time);
        }
    }

    private static async Task<bool> PostAsync(HttpClient http, string sale)
    {
        try
        {
            using var content = new StringContent(sale, Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await http.PostAsync("api/v1/transactions", content);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Requests <c>/ready</c> once a second, and returns how often the server was not ready.</summary>
    private static async Task<long> UnreadyAsync(BenchRun run, RetailApi api, CancellationToken stop)
    {
        long count = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using HttpResponseMessage answer = await api.Process.Http.GetAsync("ready", stop);
                if (!answer.IsSuccessStatusCode) count++;
                await Task.Delay(TimeSpan.FromSeconds(1), run.Time, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (HttpRequestException)
            {
                count++;
            }
        }

        return count;
    }
}
