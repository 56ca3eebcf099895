namespace RetailGrains.Ledger;

/// <summary>Draining, before the partition moves to another silo or its silo stops.</summary>
internal sealed partial class LedgerPartitionGrain
{
    /// <summary>
    /// Answers new transactions as busy, so that callers retry, and completes the pending ones. Deactivates when everything is delivered
    /// and saved, so that the next activation, on another silo, has nothing to replay. Figures are served meanwhile. During a stop, the
    /// silo deactivates the partition itself, after it has ceased to be a member: before that, the partition would be placed here again.
    /// </summary>
    private async Task DrainAsync()
    {
        if (_isDraining) return;
        _isDraining = true;
        long start = time.GetTimestamp();
        while (!_ended && !IsDrained && time.GetElapsedTime(start) < _options.LeavePatience)
        {
            _writing.Signal();
            await AdvanceTailAsync();
            await Task.Delay(FlushDelay, time);
        }

        TimeSpan taken = time.GetElapsedTime(start);
        LogDrained(logger, _partition, _tail.Head - _tail.Checkpoint, taken);
        context.Partitions.Remove(this);
        _waiters.Abandon(); // an open call would keep the activation here until the call's own timeout
        if (_ended || context.Placement.IsStopping) return;
        End();
        this.MigrateOnIdle();
    }

    /// <summary>Delivers the tail, and requests saves immediately after the delivery.</summary>
    private Task AdvanceTailAsync()
    {
        _delivering.Signal();
        if (_delivery.Delivered == _tail.Head) _checkpoint.RequestFlush();
        return MoveCheckpointAsync();
    }

    private bool IsDrained =>
        _pending.IsEmpty && _revisions.IsEmpty && _erasures.Count == 0 && _writing.Idle.IsCompleted && _tail.Checkpoint == _tail.Head;
}
