using Microsoft.Extensions.Time.Testing;
using RetailGrains.Ledger;

namespace RetailGrains.Unit.Ledger;

public sealed class PositionWaitersTests
{
    [Fact]
    public async Task Only_so_many_wait_and_whoever_comes_then_is_answered_at_once()
    {
        var time = new FakeTimeProvider();
        var waiters = new PositionWaiters();
        Task<bool>[] waiting = [.. Enumerable.Range(0, PositionWaiters.MaxWaiting).Select(_ => Wait())];
        Assert.False(await Wait());
        waiters.OnReached(Reach.Delivered, 7);
        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Task<bool> next = Wait();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await next);

        Task<bool> Wait() => waiters.WaitAsync(7, Reach.Delivered, TimeSpan.FromSeconds(1), time);
    }
}
