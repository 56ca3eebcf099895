using System.Diagnostics;
using System.Globalization;
using Orleans.Placement;
using Orleans.Streams;
using Orleans.Streams.Core;
using RetailGrains.Failures;
using RetailGrains.Tracing;

namespace RetailGrains.Streams;

/// <summary>
/// The consumer of a shard. The provider calls it with one delivery after another, in the order of the entries, and acknowledges a delivery
/// when the call returns.
/// </summary>
[ImplicitStreamSubscription(SalesQueues.Sales)]
[PreferLocalPlacement] // on the silo that reads the queue, so that entries are not sent between silos
internal sealed class SalesShardGrain(SalesIntake intake, FailureMonitor failures)
    : Grain, ISalesShardGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<SalesEntry>
{
    private readonly ComponentFailures _failures = failures.Of(Components.StreamIntake);
    private int _shard;
    private ShardTally _tally;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shard = int.Parse(this.GetPrimaryKeyString(), CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<SalesEntry>().ResumeAsync(this);

    public async Task OnNextAsync(IList<SequentialItem<SalesEntry>> items)
    {
        using Activity? span = Spans.StartRoot(Spans.Ingest, ActivityKind.Consumer, [])
            ?.SetTag("retail.shard", _shard).SetTag("retail.entries", items.Count);
        try
        {
            _tally += await intake.IngestAsync(_shard, [.. items.Select(item => item.Item)], CancellationToken.None);
            _failures.Succeeded(Subject);
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <summary>Entries cannot be recorded now; they remain queued and are delivered again.</summary>
    public Task OnErrorAsync(Exception ex)
    {
        _failures.Failed(Subject, ex);
        return Task.CompletedTask;
    }

    public ValueTask<ShardTally> TallyAsync() => ValueTask.FromResult(_tally);

    private string Subject => $"shard {_shard}";
}
