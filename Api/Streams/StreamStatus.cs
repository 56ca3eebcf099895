using System.Globalization;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Requests;
using RetailGrains.Streaming.Redis;
using RetailGrains.Streams;

namespace RetailGrains.Api.Streams;

/// <summary>The backlog of the sales streams.</summary>
/// <param name="Queues">The queues (shards) of incoming sales.</param>
/// <param name="DeadLetters">Number of dead letters.</param>
/// <param name="StrayKeys">Keys of streams that look like a shard but are none; no silo reads them. At most 100.</param>
internal sealed record StreamsAnswer(IReadOnlyList<QueueAnswer> Queues, long DeadLetters, IReadOnlyList<string> StrayKeys);

/// <summary>The backlog of one queue, and what its consumer has processed since it was activated.</summary>
/// <param name="Shard">The shard's number.</param>
/// <param name="Key">The stream's key in Redis.</param>
/// <param name="Waiting">Entries that are not acknowledged, whether a silo has read them or not.</param>
/// <param name="Pending">Entries that a silo has read and not acknowledged.</param>
/// <param name="OldestSeconds">Age of the oldest unacknowledged entry, in seconds.</param>
/// <param name="LastDelivered">The id of the last entry that a silo has read.</param>
/// <param name="Recorded">Number of newly recorded transactions.</param>
/// <param name="Duplicates">Number of transactions that the ledger already had.</param>
/// <param name="Conflicts">Number of transactions whose id the ledger has with other content; they become dead letters.</param>
/// <param name="Invalid">Number of invalid transactions and entries; they become dead letters.</param>
internal sealed record QueueAnswer(
    int Shard,
    string Key,
    long Waiting,
    long Pending,
    double OldestSeconds,
    string? LastDelivered,
    long Recorded,
    long Duplicates,
    long Conflicts,
    long Invalid)
{
    public static QueueAnswer Of(RedisQueueLag queue, ShardTally tally) => new(
        queue.Queue,
        queue.Key,
        queue.Waiting,
        queue.Pending,
        queue.OldestAge.TotalSeconds,
        queue.LastRead,
        tally.Recorded,
        tally.Duplicates,
        tally.Conflicts,
        tally.Invalid);
}

/// <summary><c>GET /admin/streams</c>: the backlog of the streams.</summary>
internal static class StreamStatus
{
    private const string WithoutRedis = "Streams are disabled: REDIS_URL is not set.";

    private static StreamsAnswer Example =>
        new([new QueueAnswer(0, "sales:0", 12, 10, 0.25, "1761900000000-0", 18_211, 3, 0, 1)], DeadLetters: 1, StrayKeys: []);

    public static void MapStreamStatus(this IEndpointRouteBuilder api) =>
        api.MapGet("/admin/streams", GetAsync).ForOperators().Describe(
            new Operation("getStreams", Tags.Operations, "The backlog of the streams")
                .Answers(200, "The queues.", Example, ApiJson.Default.StreamsAnswer)
                .Refuses(404, WithoutRedis)
                .Refuses(503));

    /// <summary>The answer when streams are disabled.</summary>
    public static Problem Without() => new(StatusCodes.Status404NotFound, WithoutRedis);

    private static async Task<IResult> GetAsync(IServiceProvider services, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        if (services.GetService<DeadLetters>() is not { } letters) return Without();
        IReadOnlyList<RedisQueueLag> queues =
            await services.GetRequiredKeyedService<IRedisStreamLag>(SalesQueues.Sales).ReadAsync(cancel);
        ShardTally[] tallies = await Task.WhenAll(
            queues.Select(queue => retry.ReadAsync(() => Shard(grains, queue.Queue).TallyAsync(), cancel)));
        IReadOnlyList<string> stray = await services.GetRequiredService<StrayShards>().FindAsync(cancel);
        var answer = new StreamsAnswer([.. queues.Zip(tallies, QueueAnswer.Of)], await letters.CountAsync(), stray);
        return JsonAnswer.Ok(answer, ApiJson.Default.StreamsAnswer);
    }

    private static ISalesShardGrain Shard(IGrainFactory grains, int shard) =>
        grains.GetGrain<ISalesShardGrain>(shard.ToString(CultureInfo.InvariantCulture));
}
