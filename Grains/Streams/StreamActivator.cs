using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Streaming.Redis;

namespace RetailGrains.Streams;

/// <summary>
/// Reads the state of the queues for the metrics, and keeps every partition's publisher running, even after the loss of a silo.
/// </summary>
internal sealed class StreamActivator(
    [FromKeyedServices(SalesQueues.Sales)] IRedisStreamLag lag,
    DeadLetters deadLetters,
    StreamMeter meter,
    LedgerClient ledger,
    IGrainFactory grains,
    IOptions<StreamsOptions> options,
    FailureMonitor failures,
    TimeProvider time)
    : PeriodicService(Components.QueueChecks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override Task RunOnceAsync(CancellationToken stopping) => Task.WhenAll(ReadQueuesAsync(stopping), KeepPublishingAsync());

    private async Task ReadQueuesAsync(CancellationToken cancel)
    {
        try
        {
            IReadOnlyList<RedisQueueLag> queues = await lag.ReadAsync(cancel);
            meter.OnPolled([.. queues.Select(queue => new QueueState(queue.Key, queue.Waiting, queue.Pending, queue.OldestAge))]);
            meter.OnDeadLettersCounted(await deadLetters.CountAsync());
        }
        catch
        {
            meter.OnPolled([]); // report nothing instead of outdated values
            meter.OnDeadLettersCounted(null);
            throw;
        }
    }

    private Task KeepPublishingAsync() => !options.Value.PublishRecorded
        ? Task.CompletedTask
        : Task.WhenAll(Enumerable.Range(0, ledger.Partitions)
            .Select(partition => grains.GetGrain<IRecordedPublisherGrain>(partition).StartAsync().AsTask()));
}
