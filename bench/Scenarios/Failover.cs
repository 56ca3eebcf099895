using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;

namespace RetailGrains.Bench.Scenarios;

/// <summary>
/// How long a cluster of three silos does not serve everything when one is killed, and when one is told to end: a probe after the other
/// writes to all partitions and reads the chain and a product, and what lies between two that went well is time without service.
/// </summary>
internal static class Failover
{
    private const int Silos = 3;
    private const int Rounds = 3;

    /// <summary>Spread over 16 partitions by their ids, one of them gets none in one of 10,000 such batches.</summary>
    private const int ProbeSales = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(20);
    private static readonly string[] Reads = ["api/v1/summary", "api/v1/products/" + SalePool.PopularProduct];

    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run) =>
    [
        await RunAsync(run, "killed", "three silos, SIGKILL of one: longest time without service", silo =>
        {
            silo.Kill();
            return Task.CompletedTask;
        }),
        await RunAsync(run, "stopped", "three silos, SIGTERM of one: longest time without service", silo => silo.TerminateAsync()),
    ];

    private static async Task<Measurement> RunAsync(BenchRun run, string id, string what, Func<ChildProcess, Task> endAsync)
    {
        List<TimeSpan> gaps = [];
        for (int round = 0; round < Rounds; round++)
        {
            string database = await run.Postgres.CreateDatabaseAsync();
            await using RetailApi api = await RetailApi.StartClusterAsync(Silos, database, run.NewFolder(), run.Time);
            await run.SeedAsync(api, BenchRun.FirstSales);
            gaps.Add(await WatchAsync(run, api, () => endAsync(api.Silos[round % Silos])));
        }

        gaps.Sort();
        IEnumerable<string> all = gaps.Select(gap => gap.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture));
        return new Measurement(id, what, Rate: null, "s")
        {
            Seconds = gaps[^1].TotalSeconds,
            Note = $"{Rounds} times: {string.Join(", ", all)} s",
        };
    }

    /// <summary>Probes for a while before and after the end of a silo.</summary>
    private static async Task<TimeSpan> WatchAsync(BenchRun run, RetailApi api, Func<Task> endAsync)
    {
        var numbers = new SaleNumbers(BenchRun.FirstSales);
        for (int i = 0; i < 20; i++) await ProbeAsync(run, api, numbers);
        await endAsync();
        long ended = Stopwatch.GetTimestamp();
        long last = ended;
        TimeSpan longest = TimeSpan.Zero;
        bool good;
        // Not ended in the midst of a time without service, which would not count then.
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
