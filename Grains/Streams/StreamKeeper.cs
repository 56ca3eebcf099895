using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RetailGrains.Ledger;
using RetailGrains.Streaming.Redis;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>Looks at the queues for the metrics, and has every partition's entries published, also after a silo is lost.</summary>
internal sealed partial class StreamKeeper(
    [FromKeyedServices(SalesQueues.Sales)] IRedisStreamLag lag,
    StreamMeter meter,
    StrayShards stray,
    LedgerClient ledger,
    IGrainFactory grains,
    IOptions<StreamsOptions> options,
    TimeProvider time,
    ILogger<StreamKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>It goes through all keys of Redis, and looks for a mistake that somebody makes once.</summary>
    private static readonly TimeSpan StrayInterval = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private long? _lookedForStray;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await Task.WhenAll(LookAsync(stoppingToken), LookForStrayAsync(stoppingToken), KeepPublishingAsync());
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the silo stops
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            IReadOnlyList<RedisQueueLag> queues = await lag.ReadAsync(cancel);
            meter.OnLookedAt([.. queues.Select(queue => new QueueState(queue.Key, queue.Waiting, queue.Pending, queue.OldestAge))]);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            meter.OnLookedAt([]); // nothing rather than what is not true any more
            LogUnseen(logger, e);
        }
    }

    /// <summary>Warns once of every stream that a producer takes for a shard.</summary>
    private async Task LookForStrayAsync(CancellationToken cancel)
    {
        if (_lookedForStray is { } before && time.GetElapsedTime(before) < StrayInterval) return;
        _lookedForStray = time.GetTimestamp();
        try
        {
            foreach (string key in await stray.FindAsync(cancel))
            {
                if (_warned.Add(key)) LogStray(logger, key, SalesQueues.Shards - 1);
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogUnseen(logger, e);
        }
    }

    private async Task KeepPublishingAsync()
    {
        if (!options.Value.PublishRecorded) return;
        try
        {
            await Task.WhenAll(Enumerable.Range(0, ledger.Partitions)
                .Select(partition => grains.GetGrain<IRecordedPublisherGrain>(partition).StartAsync().AsTask()));
        }
#pragma warning disable CA1031 // The next round tries again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnkept(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis does not tell how the streams' queues are")]
    private static partial void LogUnseen(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis has a stream {Key} that nobody reads: shards are sales:0 to sales:{Last}")]
    private static partial void LogStray(ILogger logger, string key, int last);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not every partition's publisher could be reached")]
    private static partial void LogUnkept(ILogger logger, Exception exception);
}
