namespace RetailGrains.Concurrency;

/// <summary>
/// Processes requests in batches: requests that are added while a batch is being processed go into the next one. Disposing completes when
/// all added requests are done, so a batcher outlives the silo whose grains use it.
/// </summary>
/// <param name="work">Processes a batch and answers every request; it must not throw.</param>
/// <param name="weight">The weight of a request.</param>
/// <param name="maxWeight">A batch is full once its requests have this weight.</param>
/// <param name="parallel">Maximum number of concurrent batches.</param>
/// <param name="minExtraWeight">
/// Minimum weight of the waiting requests to start a third batch while two are in progress, a fourth while three are, and so on. Small
/// batches cost nearly as much as large ones, and requests that wait a little longer share one. Two are always allowed: while the disk
/// works for one, the processor works for the other.
/// </param>
internal sealed class Batcher<T>(
    Func<IReadOnlyList<T>, Task> work, Func<T, int> weight, int maxWeight, int parallel = 1, int minExtraWeight = 1) : IAsyncDisposable
{
    private const int FreeLanes = 2;

    private readonly Lock _gate = new();
    private readonly Queue<T> _waiting = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _waitingWeight;
    private int _underWay;
    private bool _closed;

    /// <exception cref="ObjectDisposedException">The batcher is disposed.</exception>
    public void Add(T request)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _waiting.Enqueue(request);
            _waitingWeight += weight(request);
            if (_underWay == parallel || !IsWorthAnotherLane(beside: _underWay)) return;
            _underWay++;
        }

        // Queued after the pool's pending work, because that work adds more requests to the batch.
        ThreadPool.UnsafeQueueUserWorkItem(static batcher => _ = batcher.RunAsync(), this, preferLocal: false);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            if (_underWay == 0) return;
        }

        await _idle.Task;
    }

    private bool IsWorthAnotherLane(int beside) => _waiting.Count > 0 && (beside < FreeLanes || _waitingWeight >= minExtraWeight);

    private async Task RunAsync()
    {
        while (Take() is { } batch) await work(batch);
    }

    /// <summary>Returns the next batch; null when no request waits, or when a batch in progress will process it.</summary>
    private List<T>? Take()
    {
        lock (_gate)
        {
            if (!IsWorthAnotherLane(beside: _underWay - 1))
            {
                if (--_underWay == 0 && _closed) _idle.SetResult();
                return null;
            }

            var batch = new List<T>();
            for (int taken = 0; taken < maxWeight && _waiting.TryDequeue(out T? request); taken += weight(request)) batch.Add(request);
            foreach (T request in batch) _waitingWeight -= weight(request);
            return batch;
        }
    }
}
