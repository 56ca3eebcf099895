using Microsoft.Extensions.Time.Testing;
using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Unit.Ledger;

public sealed class ReachWaitersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly ReachWaiters _waiters = new();

    [Fact]
    public async Task Those_are_answered_whose_sequence_is_reached_and_nobody_else()
    {
        Task<bool> third = WaitAsync(3);
        Task<bool> seventh = WaitAsync(7);
        Task<bool> saved = WaitAsync(3, Reach.Saved);
        _waiters.OnReached(Reach.Delivered, 5);
        Assert.True(await third);
        Assert.False(seventh.IsCompleted);
        Assert.False(saved.IsCompleted);
        _waiters.OnReached(Reach.Delivered, 7);
        Assert.True(await seventh);
    }

    [Fact]
    public async Task One_whose_patience_ends_is_answered_and_forgotten()
    {
        Task<bool> waiting = WaitAsync(3);
        _time.Advance(Patience);
        Assert.False(await waiting);
        _waiters.OnReached(Reach.Delivered, 3);
    }

    [Fact]
    public async Task Nobody_is_kept_by_an_activation_that_ends()
    {
        Task<bool>[] waiting = [.. Enumerable.Range(1, 10).SelectMany(n => new[] { WaitAsync(n), WaitAsync(n, Reach.Saved) })];
        _waiters.Abandon();
        foreach (Task<bool> one in waiting) await Assert.ThrowsAsync<StaleActivationException>(() => one);
    }

    private Task<bool> WaitAsync(long sequence, Reach reach = Reach.Delivered) => _waiters.WaitAsync(sequence, reach, Patience, _time);
}
