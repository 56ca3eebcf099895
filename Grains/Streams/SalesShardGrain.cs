using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace RetailGrains.Streams;

/// <summary>
/// The consumer of a shard. The provider calls it with one delivery after the other, in the order of the entries, and acknowledges what it
/// was called with when the call returns.
/// </summary>
[ImplicitStreamSubscription(SalesQueues.Sales)]
[PreferLocalPlacement] // beside whoever reads the queue, so that entries don't travel
internal sealed partial class SalesShardGrain(SalesIntake intake, ILogger<SalesShardGrain> logger)
    : Grain, ISalesShardGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<SalesEntry>
{
    private int _shard;
    private ShardTally _tally;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _shard = int.Parse(this.GetPrimaryKeyString(), CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<SalesEntry>().ResumeAsync(this);

    public async Task OnNextAsync(IList<SequentialItem<SalesEntry>> items) =>
        _tally += await intake.TakeInAsync(_shard, [.. items.Select(item => item.Item)], CancellationToken.None);

    public Task OnErrorAsync(Exception ex)
    {
        LogWaiting(logger, ex, _shard);
        return Task.CompletedTask;
    }

    public ValueTask<ShardTally> TallyAsync() => ValueTask.FromResult(_tally);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard}: entries can't be taken in now; they stay queued and come again")]
    private static partial void LogWaiting(ILogger logger, Exception exception, int shard);
}
