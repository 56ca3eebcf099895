using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class PositionWaitersTests
{
    [Fact]
    public async Task The_number_of_waiters_is_limited_and_further_callers_are_answered_immediately()
    {
        var time = new FakeTimeProvider();
        var waiters = new PositionWaiters();
        Task<bool>[] waiting = [.. Enumerable.Range(0, PositionWaiters.MaxWaiting).Select(_ => Wait())];
        Assert.False(await Wait());
        waiters.OnReached(EntryStage.Delivered, 7);
        Assert.All(await Task.WhenAll(waiting), Assert.True);
        Task<bool> next = Wait();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await next);

        Task<bool> Wait() => waiters.WaitAsync(7, EntryStage.Delivered, TimeSpan.FromSeconds(1), time);
    }

    [Fact]
    public Task Each_caller_is_answered_when_its_position_has_reached_the_requested_stage() =>
        Gen.Select(Gen.Int[1, 9].Array[1, 20], Gen.Int[1, 9].Array[1, 9]).SampleAsync(async one =>
        {
            (int[] wanted, int[] reached) = one;
            var waiters = new PositionWaiters();
            var time = new FakeTimeProvider();
            Task<bool>[] delivered = [.. wanted.Select(n => waiters.WaitAsync(n, EntryStage.Delivered, TimeSpan.FromSeconds(1), time))];
            Task<bool>[] saved = [.. wanted.Select(n => waiters.WaitAsync(n, EntryStage.Saved, TimeSpan.FromSeconds(1), time))];
            foreach (int sequence in reached) waiters.OnReached(EntryStage.Delivered, sequence);
            foreach ((int sequence, Task<bool> wait) in wanted.Zip(delivered))
            {
                if (sequence <= reached.Max()) Assert.True(await wait);
                else Assert.False(wait.IsCompleted);
            }

            Assert.DoesNotContain(saved, wait => wait.IsCompleted);
        });

    [Fact]
    public async Task When_the_activation_ends_all_callers_receive_an_exception_to_retry()
    {
        var waiters = new PositionWaiters();
        Task<bool>[] waiting =
        [
            waiters.WaitAsync(1, EntryStage.Delivered, TimeSpan.FromSeconds(1), new FakeTimeProvider()),
            waiters.WaitAsync(2, EntryStage.Saved, TimeSpan.FromSeconds(1), new FakeTimeProvider()),
        ];
        waiters.Abandon();
        foreach (Task<bool> one in waiting) await Assert.ThrowsAsync<StaleActivationException>(() => one);
    }
}
