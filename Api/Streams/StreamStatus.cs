using System.Globalization;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Streaming.Redis;
using RetailGrains.Streams;

namespace RetailGrains.Api.Streams;

/// <summary>How far the streams are.</summary>
/// <param name="Queues">The queues that sales come in by.</param>
/// <param name="DeadLetters">How many dead letters there are.</param>
internal sealed record StreamsAnswer(IReadOnlyList<QueueAnswer> Queues, long DeadLetters);

/// <summary>One queue, and what its consumer took in since it began.</summary>
/// <param name="Shard">Its number.</param>
/// <param name="Key">Its key in Redis.</param>
/// <param name="Waiting">Entries not acknowledged, read or not.</param>
/// <param name="Pending">Those of them that a silo has read.</param>
/// <param name="OldestSeconds">Age of the oldest of them.</param>
/// <param name="LastDelivered">Id of the last entry that a silo has read.</param>
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

/// <summary><c>GET /admin/streams</c>: what waits in the streams.</summary>
internal static class StreamStatus
{
    public static void MapStreamStatus(this IEndpointRouteBuilder api) => api.MapGet("/admin/streams", GetAsync);

    /// <summary>The answer where there are no streams.</summary>
    public static Problem Without() => new(StatusCodes.Status404NotFound, "There are no streams: REDIS_URL is not set.");

    private static async Task<IResult> GetAsync(IServiceProvider services, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        if (services.GetService<DeadLetters>() is not { } letters) return Without();
        IReadOnlyList<RedisQueueLag> queues =
            await services.GetRequiredKeyedService<IRedisStreamLag>(SalesQueues.Sales).ReadAsync(cancel);
        ShardTally[] tallies = await Task.WhenAll(
            queues.Select(queue => retry.ReadAsync(() => Shard(grains, queue.Queue).TallyAsync(), cancel)));
        var answer = new StreamsAnswer([.. queues.Zip(tallies, QueueAnswer.Of)], await letters.CountAsync());
        return JsonAnswer.Ok(answer, ApiJson.Default.StreamsAnswer);
    }

    private static ISalesShardGrain Shard(IGrainFactory grains, int shard) =>
        grains.GetGrain<ISalesShardGrain>(shard.ToString(CultureInfo.InvariantCulture));
}
