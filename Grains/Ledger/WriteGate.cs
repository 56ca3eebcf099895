using RetailGrains.Failures;

namespace RetailGrains.Ledger;

/// <summary>
/// Paces the silo's commits after one has failed: all partitions wait for the same moment, so that a database that refuses is asked a few
/// times a second at first, and every few seconds later, however much waits. Open while commits succeed.
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

    /// <summary>Completes when the next commit may be tried.</summary>
    public Task WhenOpenAsync(CancellationToken cancel) => Volatile.Read(ref _closed)?.Task.WaitAsync(cancel) ?? Task.CompletedTask;

    /// <summary>A commit failed. Several that were under way at once close the gate once.</summary>
    public void OnFailed(FailureKind kind)
    {
        lock (_lock)
        {
            if (_closed is not null) return;
            _closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            TimeSpan delay = kind == FailureKind.Permanent ? _permanent.Next() : _transient.Next();
            _ = OpenAfterAsync(delay);
        }
    }

    /// <summary>A commit succeeded.</summary>
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
