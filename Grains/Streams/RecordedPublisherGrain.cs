using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Streams;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>
/// Publishes a partition's entries from the ledger, in order, as far as they are delivered: who reads an entity's figures when it is told
/// of a sale finds the sale in them. How far it came is kept in the database behind what Redis has taken, so after a crash some come again
/// and none is left out. Two activations at once only publish twice.
/// </summary>
internal sealed partial class RecordedPublisherGrain(
    LedgerClient client,
    ILedgerStore ledger,
    IPublishedStore published,
    RedisConnection redis,
    StreamMeter meter,
    IOptions<StreamsOptions> options,
    TimeProvider time,
    ILogger<RecordedPublisherGrain> logger) : Grain, IRecordedPublisherGrain, IDisposable
{
    // So many are on their way to Redis at once, and are sent again when a crash comes in between.
    private const int Run = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private int _partition;
    private Task _work = Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _partition = (int)this.GetPrimaryKeyLong();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    public ValueTask StartAsync()
    {
        if (_work.IsCompleted && !_stop.IsCancellationRequested) _work = WorkAsync();
        return ValueTask.CompletedTask;
    }

    private async Task WorkAsync()
    {
        await Task.Yield(); // the caller has its answer first
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await PublishAsync();
            }
#pragma warning disable CA1031 // Redis, the database or the partition is away: what was not published is published later.
            catch (Exception e) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogWaiting(logger, e, _partition);
                await PauseAsync();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task PublishAsync()
    {
        ILedgerPartitionGrain partition = client.Partition(_partition);
        long done = await published.ReadAsync(_partition, _stop.Token) ?? await FirstAsync(partition);
        while (!_stop.IsCancellationRequested)
        {
            if (!await partition.ReachAsync(done + 1, Reach.Delivered, Patience).WaitAsync(_stop.Token)) continue;
            long delivered = (await partition.StatusAsync()).Delivered;
            while (done < delivered) done = await PublishAsync(done, Math.Min(delivered, done + Run));
        }
    }

    /// <summary>
    /// With streams turned on over a ledger that has grown without them, the newest are published, as many as the stream keeps.
    /// </summary>
    private async Task<long> FirstAsync(ILedgerPartitionGrain partition) =>
        Math.Max(0, (await partition.StatusAsync()).Delivered - options.Value.RecordedLength);

    private async Task<long> PublishAsync(long after, long upTo)
    {
        IDatabase database = await redis.DatabaseAsync();
        List<Task> adding = [];
        await foreach (LedgerEntry entry in ledger.ReadAsync(_partition, after, upTo, _stop.Token))
        {
            adding.Add(database.StreamAddAsync(
                SalesQueues.Recorded,
                RecordedWire.Write(RecordedWire.Of(entry)),
                maxLength: options.Value.RecordedLength,
                useApproximateMaxLength: true));
        }

        await Task.WhenAll(adding);
        await published.SaveAsync(_partition, upTo, _stop.Token);
        meter.OnPublished(adding.Count);
        return upTo;
    }

    private async Task PauseAsync() =>
        await Task.Delay(Pause, time, _stop.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: recorded sales can't be published now; going on later")]
    private static partial void LogWaiting(ILogger logger, Exception exception, int partition);
}
