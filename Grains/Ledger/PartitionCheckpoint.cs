using RetailGrains.Chain;
using RetailGrains.Concurrency;
using RetailGrains.Failures;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Ledger;

/// <summary>
/// Moves a partition's checkpoint. The delivered sequence becomes the candidate. The checkpoint moves there once the database confirms that
/// every concerned entity has saved rows that cover it.
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
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Entities that cannot save may be unable to for long: after this many failed attempts, the interval between attempts grows.
    /// </summary>
    private const int PromptAttempts = 20;

    private readonly string _subject = $"partition {partition}";
    private Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
    private long _failedAt;
    private TimeSpan _delay;
    private long _waitingSince = time.GetTimestamp();
    private long _candidate;
    private long _flushTo;
    private int _inVain;
    private bool _moving;

    /// <summary>This activation does not know the saved checkpoint: it must deactivate.</summary>
    public bool Superseded { get; private set; }

    /// <summary>A caller waits for a checkpoint that is not reached yet.</summary>
    public bool FlushRequested => tail.Checkpoint < _flushTo;

    /// <summary>
    /// Returns whether the checkpoint has not moved for much longer than entities take to save: one of them may have lost its applied
    /// deltas. After it has returned true, it returns false until the same time has passed again.
    /// </summary>
    public bool IsOverdue()
    {
        if (_candidate <= tail.Checkpoint || time.GetElapsedTime(_waitingSince) < Overdue) return false;
        _waitingSince = time.GetTimestamp();
        return true;
    }

    /// <summary>Makes the current delivered sequence the candidate.</summary>
    public void RequestFlush() => _candidate = _flushTo = delivery.Delivered;

    /// <summary>Returns true when the checkpoint has moved.</summary>
    public async Task<bool> TryMoveAsync()
    {
        if (_candidate <= tail.Checkpoint)
        {
            _candidate = delivery.Delivered;
            _waitingSince = time.GetTimestamp();
        }

        if (!FlushRequested && time.GetElapsedTime(_waitingSince) < saveDelay) return false; // the entities have not saved yet
        if (_moving || _candidate <= tail.Checkpoint || IsBackingOff) return false;
        _moving = true;
        try
        {
            bool moved = await MoveAsync(_candidate);
            OnAnswered(moved);
            return moved;
        }
        catch (Exception e) when (FailureClassifier.IsOutOfReach(e))
        {
            OnFailed(e); // moved or not, a retry is safe
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
            move = await projections.MoveCheckpointAsync(generation, share, tail.Checkpoint, tail.RequiredWatermarks(target), CancellationToken.None);
        meter.CheckpointTried(move);
        Superseded = move == CheckpointMove.Superseded;
        if (move != CheckpointMove.Moved) return false;
        atCheckpoint.Add(delta);
        tail.Trim(target);
        delivery.OnCheckpoint(target);
        return true;
    }

    private bool IsBackingOff => _delay > TimeSpan.Zero && time.GetElapsedTime(_failedAt) < _delay;

    private void OnAnswered(bool moved)
    {
        failures.Succeeded(_subject);
        _inVain = moved ? 0 : _inVain + 1;
        if (_inVain > PromptAttempts)
        {
            (_failedAt, _delay) = (time.GetTimestamp(), _backoff.Next());
            return;
        }

        _backoff.Reset();
        _delay = TimeSpan.Zero;
    }

    private void OnFailed(Exception failure)
    {
        failures.Failed(_subject, failure);
        (_failedAt, _delay) = (time.GetTimestamp(), _backoff.Next());
    }
}
