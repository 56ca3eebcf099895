using Microsoft.Extensions.Options;
using RetailGrains.Failures;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Streams;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>
/// Publishes a partition's delivered entries from the ledger, in order. A reader that receives a sale and then reads an entity's figures
/// finds the sale in them. The grain stores its progress in the database after Redis has the entries, so after a crash it repeats some and
/// omits none. Two concurrent activations publish entries twice, and do no other harm.
/// </summary>
internal sealed class RecordedPublisherGrain(
    LedgerClient client,
    ILedgerStore ledger,
    IPublishedStore published,
    RedisConnection redis,
    StreamMeter meter,
    IOptions<StreamsOptions> options,
    FailureMonitor failures,
    TimeProvider time) : Grain, IRecordedPublisherGrain, IDisposable
{
    // Maximum number of entries in flight to Redis; a crash in between repeats them.
    private const int Run = 1_000;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly ComponentFailures _publications = failures.Of(Components.Publications);
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

    private string Subject => $"partition {_partition}";

    private async Task WorkAsync()
    {
        await Task.Yield(); // the caller gets its answer first
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await PublishAsync();
                backoff.Reset();
            }
            catch (Exception e) when (!_stop.IsCancellationRequested) // unpublished entries are published later
            {
                if (e is not StaleActivationException) _publications.Failed(Subject, e); // a partition that moves is not a failure
                await DelayAsync(backoff.Next());
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
            _publications.Succeeded(Subject);
            if (!await partition.WaitForAsync(done + 1, EntryStage.Delivered, CallTimeout).WaitAsync(_stop.Token)) continue;
            long delivered = (await partition.StatusAsync()).Delivered;
            while (done < delivered) done = await PublishAsync(done, Math.Min(delivered, done + Run));
        }
    }

    /// <summary>
    /// If streams are enabled for an existing ledger, publishing starts with the newest entries, as many as the stream keeps.
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
                RecordedWire.Write(RecordedSales.Of(entry)),
                maxLength: options.Value.RecordedLength,
                useApproximateMaxLength: true));
        }

        await Task.WhenAll(adding);
        await published.SaveAsync(_partition, upTo, _stop.Token);
        meter.OnPublished(adding.Count);
        return upTo;
    }

    private async Task DelayAsync(TimeSpan delay) =>
        await Task.Delay(delay, time, _stop.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
}
