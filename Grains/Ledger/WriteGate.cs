using RetailGrains.Failures;

namespace RetailGrains.Ledger;

/// <summary>
/// Delays the silo's commits after one has failed. All partitions wait for the same moment, so that a failing database gets a few attempts
/// per second at first, and one every few seconds later, however large the backlog. The gate is open while commits succeed.
/// </summary>
internal sealed class WriteGate(TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FirstDelayWhenPermanent = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Backoff _transient = new(FirstDelay, MaxDelay);
    private Backoff _permanent = new(FirstDelayWhenPermanent, MaxDelay);
    private TaskCompletionSource? _closed;

    /// <summary>Completes when the next commit may be attempted.</summary>
    public Task WhenOpenAsync(CancellationToken cancel) => Volatile.Read(ref _closed)?.Task.WaitAsync(cancel) ?? Task.CompletedTask;

    /// <summary>
    /// Closes the gate after a failed commit. Several commits that fail together close it once. Data that the database refuses does not
    /// close it, because other commits can succeed.
    /// </summary>
    public void OnFailed(FailureKind kind)
    {
        if (kind == FailureKind.Refused) return;
        lock (_lock)
        {
            if (_closed is not null) return;
            _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            TimeSpan delay = kind == FailureKind.Permanent ? _permanent.Next() : _transient.Next();
            _ = OpenAfterAsync(delay);
        }
    }

    /// <summary>Resets the delays after a successful commit.</summary>
    public void OnSucceeded()
    {
        lock (_lock)
        {
            _transient.Reset();
            _permanent.Reset();
        }
    }

    private async Task OpenAfterAsync(TimeSpan delay)
    {
        await Task.Delay(delay, time).ConfigureAwait(false);
        lock (_lock)
        {
            _closed!.SetResult();
            _closed = null;
        }
    }
}
