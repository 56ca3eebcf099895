using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>Callers that wait until a partition has processed a sequence.</summary>
internal sealed class PositionWaiters
{
    /// <summary>Maximum number of waiting callers; further ones time out immediately.</summary>
    public const int MaxWaiting = 2_000;

    private readonly PriorityQueue<TaskCompletionSource, long>[] _waiting = [new(), new()];

    /// <summary>Waits; returns false when the timeout expires, or when too many callers wait.</summary>
    public async Task<bool> WaitAsync(long sequence, EntryStage stage, TimeSpan timeout, TimeProvider time)
    {
        if (_waiting[(int)stage].Count >= MaxWaiting) return false;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[(int)stage].Enqueue(reached, sequence);
        try
        {
            await reached.Task.WaitAsync(timeout, time);
            return true;
        }
        catch (TimeoutException)
        {
            _waiting[(int)stage].Remove(reached, out _, out _);
            return false;
        }
    }

    /// <summary>Returns whether a caller waits for a stage.</summary>
    public bool IsAwaited(EntryStage stage) => _waiting[(int)stage].Count > 0;

    public void OnReached(EntryStage stage, long sequence)
    {
        PriorityQueue<TaskCompletionSource, long> waiting = _waiting[(int)stage];
        while (waiting.TryPeek(out TaskCompletionSource? reached, out long wanted) && wanted <= sequence)
        {
            waiting.Dequeue();
            reached.TrySetResult();
        }
    }

    /// <summary>Ends all waits because the activation deactivates: the callers retry at the next one.</summary>
    public void Abandon()
    {
        foreach (PriorityQueue<TaskCompletionSource, long> waiting in _waiting)
            while (waiting.TryDequeue(out TaskCompletionSource? reached, out _))
                reached.TrySetException(new StaleActivationException());
    }
}
