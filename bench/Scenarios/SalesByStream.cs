using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;
using RetailGrains.Streams;
using RetailGrains.Tests.Support;
using StackExchange.Redis;

namespace RetailGrains.Bench.Scenarios;

/// <summary>Sales through the Redis streams, at the maximum rate, and then at half of it to measure the latency.</summary>
internal static class SalesByStream
{
    public static async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run)
    {
        Measurement full = await RunAsync(run, "stream", "Redis streams, entries of 100 sales", rate: null);
        Measurement half = await RunAsync(run, "stream-half", "the same at half the rate", full.Rate / 2);
        return
        [
            full with { Note = "latency: from XADD to sales-recorded, with up to 20,000 sales waiting" },
            half with { Note = "latency: from XADD to sales-recorded" },
        ];
    }

    private static async Task<Measurement> RunAsync(BenchRun run, string id, string what, double? rate)
    {
        await using RedisServer redis = await RedisServer.StartNewAsync();
        await using RetailApi api = await run.StartOnPostgresAsync($"redis://{redis.Configuration}");
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        IDatabase database = connection.GetDatabase();
        // The first sales are published too, so the measurement begins after them.
        await run.SeedAsync(api, BenchRun.FirstSales);
        while (await database.StreamLengthAsync(SalesQueues.Recorded) < BenchRun.FirstSales)
            await Task.Delay(TimeSpan.FromMilliseconds(50), run.Time);
        var load = new StreamLoad(database, run.Pool, run.Time);
        return await ProductLoad.RunAsync(run, api, id, what, (window, numbers) => load.RunAsync(window, numbers, rate));
    }
}
