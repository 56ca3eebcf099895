using Microsoft.Extensions.Logging;
using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>
/// The delivering side of a partition: folds what is not delivered into one delta per entity, sends them, and goes on when all have
/// answered. Runs in the grain's turns; one run at a time.
/// </summary>
internal sealed partial class PartitionDelivery(
    int partition, int generation, PartitionTail tail, EntityPost post, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<EntityKey, long> _unsaved = [];
    private bool _stopped;

    /// <summary>The last sequence that all its entities have taken in.</summary>
    public long Delivered { get; private set; } = tail.Checkpoint;

    /// <summary>Calls to entities that carried deltas of this partition, and were not counted by another whose deltas travelled along.</summary>
    public long GrainCalls { get; private set; }

    /// <summary>The entities work on a newer generation than this partition's activation, which must end.</summary>
    public bool Outdated { get; private set; }

    /// <summary>Ends the run under way without completing it.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Delivers the next run; false when it was stopped.</summary>
    public async Task<bool> DeliverAsync(int maxRun)
    {
        long high = Math.Min(tail.Head, Delivered + maxRun);
        await DeliverAsync(Delivered, high);
        if (_stopped || Outdated) return false;
        Delivered = high;
        return true;
    }

    /// <summary>
    /// Delivers what is delivered already, from the checkpoint on, once more. An activation that took it in may be gone before it saved; the
    /// next one catches up as soon as somebody calls it, and this is that call. Whoever has seen it skips it.
    /// </summary>
    public Task RedeliverAsync() => DeliverAsync(tail.Checkpoint, Delivered);

    /// <summary>Entities that may have no row in the projection tables yet: a superset.</summary>
    public EntityKey[] Unsaved() => [.. _unsaved.Keys.Union(tail.Touched(Delivered, tail.Head).Select(entity => entity.Key))];

    /// <summary>What the checkpoint covers has rows.</summary>
    public void OnCheckpoint(long checkpoint)
    {
        foreach ((EntityKey key, long sequence) in _unsaved)
            if (sequence <= checkpoint)
                _unsaved.Remove(key);
    }

    private Task DeliverAsync(long low, long high)
    {
        bool urgent = tail.Urgent(low, high);
        return Task.WhenAll(tail.Touched(low, high).Select(entity => DeliverAsync(entity, low, high, urgent)));
    }

    private async Task DeliverAsync(EntityTail entity, long low, long high, bool urgent)
    {
        TimeSpan pause = FirstPause;
        while (!_stopped && !Outdated && entity.Fold(generation, partition, low, high, urgent) is { } delta)
        {
            DeltaReceipt? receipt = await TrySendAsync(entity.Key, delta);
            if (receipt is { } answer && answer.Generation == generation)
            {
                if (!answer.Saved) _unsaved[entity.Key] = delta.Last;
                low = answer.Watermark; // taken in, this is the run's end; else exactly the rest is folded anew
                continue;
            }

            Outdated |= receipt?.Generation > generation;
            await Task.Delay(pause, time);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Null when there was no answer: it may or may not have been taken in, and the same again does no harm.</summary>
    private async Task<DeltaReceipt?> TrySendAsync(EntityKey key, Delta delta)
    {
        try
        {
            Posted posted = await post.SendAsync(key, delta);
            if (posted.CarriedBy) GrainCalls++;
            return posted.Receipt;
        }
#pragma warning disable CA1031 // Delivery goes on until it succeeds, whatever stands in its way.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogRetry(logger, e, partition);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Partition {Partition}: an entity did not answer; delivering again")]
    private static partial void LogRetry(ILogger logger, Exception exception, int partition);
}
