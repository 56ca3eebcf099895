using RetailGrains.Failures;

namespace RetailGrains.Ledger;

/// <summary>
/// Decides when a partition tries to move its checkpoint, and to where. The delivered sequence becomes the target, and remains the target
/// until the checkpoint reaches it, so that entities that save again meanwhile do not move the target away from a caller who waits. Pure
/// but for time.
/// </summary>
internal sealed class CheckpointSchedule(TimeSpan saveDelay, TimeProvider time)
{
    /// <summary>Much longer than entities take to save.</summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Entities may be unable to save for a long time. After this many failed attempts, the interval between attempts grows.
    /// </summary>
    public const int PromptAttempts = 20;

    private Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
    private long _failedAt;
    private TimeSpan _delay;
    private long _waitingSince = time.GetTimestamp();
    private long _target;
    private long _flushTo;
    private int _failedAttempts;

    /// <summary>Whether a caller waits for a checkpoint above this one.</summary>
    public bool FlushRequested(long checkpoint) => checkpoint < _flushTo;

    /// <summary>Makes the delivered sequence the target, which is tried without waiting for the save delay.</summary>
    public void RequestFlush(long delivered) => _target = _flushTo = delivered;

    /// <summary>
    /// Returns whether the checkpoint has not reached its target for a long time: an entity may have lost its applied deltas. After this
    /// has returned true, it returns false until the same time has passed again.
    /// </summary>
    public bool IsOverdue(long checkpoint)
    {
        if (_target <= checkpoint || time.GetElapsedTime(_waitingSince) < Overdue) return false;
        _waitingSince = time.GetTimestamp();
        return true;
    }

    /// <summary>Returns the sequence to move the checkpoint to; null when this is not the time to try.</summary>
    public long? Next(long checkpoint, long delivered)
    {
        if (_target <= checkpoint)
        {
            _target = delivered;
            _waitingSince = time.GetTimestamp();
        }

        if (!FlushRequested(checkpoint) && time.GetElapsedTime(_waitingSince) < saveDelay) return null; // the entities have not saved yet
        bool backsOff = _delay > TimeSpan.Zero && time.GetElapsedTime(_failedAt) < _delay;
        return _target <= checkpoint || backsOff ? null : _target;
    }

    /// <summary>The database has answered whether the checkpoint has moved.</summary>
    public void OnAnswered(bool moved)
    {
        _failedAttempts = moved ? 0 : _failedAttempts + 1;
        if (_failedAttempts > PromptAttempts)
        {
            OnFailed();
            return;
        }

        _backoff.Reset();
        _delay = TimeSpan.Zero;
    }

    /// <summary>The database was unreachable: the next attempts back off.</summary>
    public void OnFailed() => (_failedAt, _delay) = (time.GetTimestamp(), _backoff.Next());
}
