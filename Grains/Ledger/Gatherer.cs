using System.Threading.Channels;

namespace RetailGrains.Ledger;

/// <summary>
/// Does work for many at once: what is added while it works is taken together the next time. It works from its creation until it is
/// disposed, which completes when all that was added is done; so it outlives the silo whose grains add to it.
/// </summary>
internal sealed class Gatherer<T> : IAsyncDisposable
{
    private readonly Channel<T> _waiting = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Func<IReadOnlyList<T>, Task> _work;
    private readonly Func<T, int> _weight;
    private readonly int _maxWeight;
    private readonly Task _running;

    /// <param name="work">Does it and answers every request; it must not throw.</param>
    /// <param name="weight">What a request counts.</param>
    /// <param name="maxWeight">Nothing more is taken along once the requests taken count so much.</param>
    public Gatherer(Func<IReadOnlyList<T>, Task> work, Func<T, int> weight, int maxWeight)
    {
        (_work, _weight, _maxWeight) = (work, weight, maxWeight);
        _running = Task.Run(RunAsync);
    }

    /// <exception cref="ObjectDisposedException">It takes nothing any more.</exception>
    public void Add(T request) => ObjectDisposedException.ThrowIf(!_waiting.Writer.TryWrite(request), this);

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _running;
    }

    private async Task RunAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var together = new List<T>();
            for (int taken = 0; taken < _maxWeight && _waiting.Reader.TryRead(out T? request); taken += _weight(request)) together.Add(request);
            await _work(together);
        }
    }
}
