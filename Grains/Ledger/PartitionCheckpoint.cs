using RetailGrains.Chain;
using RetailGrains.Concurrency;
using RetailGrains.Failures;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Ledger;

/// <summary>
/// Moves a partition's checkpoint. The delivered sequence becomes the target. The checkpoint moves there once the database confirms that
/// every affected entity has saved rows that cover it.
/// </summary>
internal sealed class PartitionCheckpoint(
    int partition,
    int generation,
    PartitionTail tail,
    PartitionTotals atCheckpoint,
    PartitionDelivery delivery,
    IProjectionStore projections,
    InFlightCounters work,
    TimeSpan saveDelay,
    ComponentFailures failures,
    LedgerMeter meter,
    TimeProvider time)
{
    private readonly string _subject = $"partition {partition}";
    private readonly CheckpointSchedule _schedule = new(saveDelay, time);
    private bool _moving;

    /// <summary>The saved checkpoint was moved by another activation or altered, or the generation was dropped: deactivate.</summary>
    public bool Superseded { get; private set; }

    /// <summary>A caller waits for a checkpoint that is not reached yet.</summary>
    public bool FlushRequested => _schedule.FlushRequested(tail.Checkpoint);

    /// <inheritdoc cref="CheckpointSchedule.IsOverdue"/>
    public bool IsOverdue() => _schedule.IsOverdue(tail.Checkpoint);

    /// <summary>Makes the current delivered sequence the target.</summary>
    public void RequestFlush() => _schedule.RequestFlush(delivery.Delivered);

    /// <summary>Returns true when the checkpoint has moved.</summary>
    public async Task<bool> TryMoveAsync()
    {
        if (_schedule.Next(tail.Checkpoint, delivery.Delivered) is not { } target || _moving) return false;
        _moving = true;
        try
        {
            bool moved = await MoveAsync(target);
            failures.Succeeded(_subject);
            _schedule.OnAnswered(moved);
            return moved;
        }
        catch (Exception e) when (FailureClassifier.IsUnavailable(e))
        {
            failures.Failed(_subject, e); // moved or not, a retry is safe
            _schedule.OnFailed();
            return false;
        }
        finally
        {
            _moving = false;
        }
    }

    private async Task<bool> MoveAsync(long target)
    {
        ShareDelta delta = tail.Share(target);
        SavedShare share = atCheckpoint.With(delta, partition, target);
        CheckpointMove move;
        using (work.Begin(Work.Save))
            move = await projections.MoveCheckpointAsync(
                generation, share, tail.Checkpoint, tail.RequiredWatermarks(target), CancellationToken.None);
        meter.CheckpointTried(move);
        Superseded = move == CheckpointMove.Superseded;
        if (move != CheckpointMove.Moved) return false;
        atCheckpoint.Add(delta);
        tail.Trim(target);
        delivery.OnCheckpoint(target);
        return true;
    }
}
