using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;
using RetailGrains.Tests.Support;

namespace RetailGrains.Bench.Scenarios;

/// <summary>
/// Measures how long a cluster of three silos with streams is unavailable when a silo is killed, and when one is stopped. A probe
/// repeatedly writes to all partitions and reads the chain and a product; the longest gap between two successful probes is the time without
/// service. Meanwhile a till sends one sale at a time and measures its longest wait for an answer.
/// </summary>
internal static class Failover
{
    private const int Silos = 3;
    private const int Rounds = 3;

    /// <summary>Ids spread the sales over 16 partitions. Fewer than one in 10,000 such batches misses a partition.</summary>
    private const int ProbeSales = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(20);
    private static readonly string[] Reads = ["api/v1/summary", "api/v1/products/" + SalePool.PopularProduct];

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run) =>
    [
        .. await RunAsync(run, "killed", "SIGKILL", silo =>
        {
            silo.Kill();
            return Task.CompletedTask;
        }),
        .. await RunAsync(run, "stopped", "SIGTERM", silo => silo.TerminateAsync()),
    ];

    private static async Task<Measurement[]> RunAsync(BenchRun run, string id, string signal, Func<ChildProcess, Task> endAsync)
    {
        List<TimeSpan> gaps = [];
        List<TimeSpan> sales = [];
        List<TimeSpan> exits = [];
        for (int round = 0; round < Rounds; round++)
        {
            await using RedisServer redis = await RedisServer.StartNewAsync();
            string database = await run.Postgres.CreateDatabaseAsync();
            await using RetailApi api =
                await RetailApi.StartClusterAsync(Silos, database, run.NewFolder(), run.Time, $"redis://{redis.Configuration}");
            await run.SeedAsync(api, BenchRun.FirstSales);
            ChildProcess silo = api.Silos[round % Silos];
            Task<TimeSpan> exit = Task.FromResult(TimeSpan.Zero);
            using var stop = new CancellationTokenSource();
            Task<TimeSpan> till = SellAsync(run, api, stop.Token);
            gaps.Add(await WatchAsync(run, api, async () =>
            {
                await endAsync(silo);
                exit = ExitOf(silo);
            }));
            await stop.CancelAsync();
            sales.Add(await till);
            exits.Add(await exit);
        }

        return
        [
            Summary(id, $"three silos, {signal} of one: longest time without service", gaps),
            Summary($"{id}-sale", $"three silos, {signal} of one: slowest sale of a till", sales),
            Summary($"{id}-exit", $"three silos, {signal} of one: until its process has ended", exits),
        ];
    }

    private static Measurement Summary(string id, string what, List<TimeSpan> rounds)
    {
        rounds.Sort();
        IEnumerable<string> all = rounds.Select(round => round.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture));
        return new Measurement(id, what, Rate: null, "s")
        {
            Seconds = rounds[^1].TotalSeconds,
            Note = $"{Rounds} times: {string.Join(", ", all)} s",
        };
    }

    private static async Task<TimeSpan> ExitOf(ChildProcess silo)
    {
        long start = Stopwatch.GetTimestamp();
        await silo.WhenExitedAsync();
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>
    /// Sends one sale at a time until it is stopped, and returns the longest wait. The wait for a sale includes its retries.
    /// </summary>
    private static async Task<TimeSpan> SellAsync(BenchRun run, RetailApi api, CancellationToken stop)
    {
        TimeSpan slowest = TimeSpan.Zero;
        byte[] body = new byte[16 * 1024];
        for (long number = BenchRun.TillSales; !stop.IsCancellationRequested; number++)
        {
            int length = run.Pool.LengthOf(number);
            run.Pool.Write(body.AsSpan(0, length), number);
            long start = Stopwatch.GetTimestamp();
            while (!await PostAsync(api, body.AsMemory(0, length))) await Task.Delay(Pause, run.Time, CancellationToken.None);
            if (Stopwatch.GetElapsedTime(start) is var taken && taken > slowest) slowest = taken;
            await Task.Delay(Pause, run.Time, CancellationToken.None);
        }

        return slowest;
    }

    private static async Task<bool> PostAsync(RetailApi api, ReadOnlyMemory<byte> sale)
    {
        using var content = new ReadOnlyMemoryContent(sale);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await api.Process.Http.PostAsync("api/v1/transactions", content);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Probes before and after a silo ends, and returns the longest gap between successful probes.</summary>
    private static async Task<TimeSpan> WatchAsync(BenchRun run, RetailApi api, Func<Task> endAsync)
    {
        var numbers = new SaleNumbers(BenchRun.FirstSales);
        for (int i = 0; i < 20; i++) await ProbeAsync(run, api, numbers);
        await endAsync();
        long ended = Stopwatch.GetTimestamp();
        long last = ended;
        TimeSpan longest = TimeSpan.Zero;
        bool good;
        // Do not end during an outage, which would then not be counted.
        do
        {
            await Task.Delay(Pause, run.Time);
            good = await ProbeAsync(run, api, numbers);
            if (!good) continue;
            long now = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(last, now) is var gap && gap > longest) longest = gap;
            last = now;
        }
        while (!good || Stopwatch.GetElapsedTime(ended) < Watched);

        return longest;
    }

    private static async Task<bool> ProbeAsync(BenchRun run, RetailApi api, SaleNumbers numbers)
    {
        Task<bool>[] parts = [WriteAsync(run, api, numbers.Take(ProbeSales)), .. Reads.Select(path => ReadAsync(api, path))];
        return (await Task.WhenAll(parts)).All(good => good);
    }

    private static async Task<bool> WriteAsync(BenchRun run, RetailApi api, long first)
    {
        using var content = new ByteArrayContent(BatchOf(run.Pool, first));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await api.Process.Http.PostAsync("api/v1/transactions/batch", content);
        if (!answer.IsSuccessStatusCode) return false;
        using JsonDocument tally = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        long recorded = tally.RootElement.GetProperty("recorded").GetInt64() + tally.RootElement.GetProperty("duplicates").GetInt64();
        long busy = tally.RootElement.GetProperty("busy").GetInt64();
        return recorded + busy == ProbeSales ? busy == 0 : throw new InvalidOperationException($"A probe came to {tally.RootElement}.");
    }

    private static async Task<bool> ReadAsync(RetailApi api, string path)
    {
        using HttpResponseMessage answer = await api.Process.Http.GetAsync(path);
        return answer.IsSuccessStatusCode;
    }

    private static byte[] BatchOf(SalePool pool, long first)
    {
        using var json = new MemoryStream();
        byte[] body = new byte[16 * 1024];
        for (int i = 0; i < ProbeSales; i++)
        {
            json.WriteByte((byte)(i == 0 ? '[' : ','));
            int length = pool.LengthOf(first + i);
            pool.Write(body.AsSpan(0, length), first + i);
            json.Write(body, 0, length);
        }

        json.WriteByte((byte)']');
        return json.ToArray();
    }
}
