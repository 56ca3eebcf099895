namespace RetailGrains.Ledger;

/// <summary>
/// Does work for many at once: what is added while it works is taken together the next time. Disposing it completes when all that was added
/// is done; so it outlives the silo whose grains add to it.
/// </summary>
/// <param name="work">Does it and answers every request; it must not throw.</param>
/// <param name="weight">What a request counts.</param>
/// <param name="maxWeight">Nothing more is taken along once the requests taken count so much.</param>
/// <param name="parallel">So many pieces of work may be under way at once.</param>
/// <param name="minExtraWeight">
/// Only when so much waits is a third piece of work begun beside two that are under way, and so on: little pieces cost nearly as much as
/// large ones, and what waits a little longer goes together. Two are always allowed: while the disk is at work for one of them, the
/// processor is for the other.
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

    /// <exception cref="ObjectDisposedException">It takes nothing any more.</exception>
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

        // Behind what the pool has to do already: from that comes more that is taken along.
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
        while (Take() is { } together) await work(together);
    }

    /// <summary>What goes together next; null when whoever else is under way will take it, or nothing waits.</summary>
    private List<T>? Take()
    {
        lock (_gate)
        {
            if (!IsWorthAnotherLane(beside: _underWay - 1))
            {
                if (--_underWay == 0 && _closed) _idle.SetResult();
                return null;
            }

            var together = new List<T>();
            for (int taken = 0; taken < maxWeight && _waiting.TryDequeue(out T? request); taken += weight(request)) together.Add(request);
            foreach (T request in together) _waitingWeight -= weight(request);
            return together;
        }
    }
}
