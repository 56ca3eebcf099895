using Microsoft.Extensions.Time.Testing;
using RetailGrains.Failures;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class WriteGateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly WriteGate _gate;

    public WriteGateTests() => _gate = new WriteGate(_time);

    [Fact]
    public void The_gate_is_open_while_commits_succeed()
    {
        _gate.OnSucceeded();
        Assert.True(_gate.WhenOpenAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task All_commits_wait_for_the_same_moment_after_a_failure()
    {
        _gate.OnFailed(FailureKind.Transient);
        Task[] waiting = [.. Enumerable.Range(0, 16).Select(_ => _gate.WhenOpenAsync(CancellationToken.None))];
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        _time.Advance(TimeSpan.FromMilliseconds(50));
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(_gate.WhenOpenAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public void Refused_data_does_not_delay_other_commits()
    {
        _gate.OnFailed(FailureKind.Refused);
        Assert.True(_gate.WhenOpenAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Permanent_failures_are_retried_every_few_seconds_at_most()
    {
        int attempts = await AttemptsInAMinuteAsync(FailureKind.Permanent);
        Assert.InRange(attempts, 10, 30);
    }

    [Fact]
    public async Task Transient_failures_are_retried_soon_at_first_and_every_few_seconds_later()
    {
        int attempts = await AttemptsInAMinuteAsync(FailureKind.Transient);
        Assert.InRange(attempts, 15, 40);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        _gate.OnFailed(FailureKind.Permanent);
        using var cancel = new CancellationTokenSource();
        Task waiting = _gate.WhenOpenAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    /// <summary>Counts the attempts in a minute. Each one fails 16 times at once, which must close the gate only once.</summary>
    private async Task<int> AttemptsInAMinuteAsync(FailureKind kind)
    {
        int attempts = 0;
        for (int tick = 0; tick < 6_000; tick++)
        {
            if (_gate.WhenOpenAsync(CancellationToken.None).IsCompleted)
            {
                attempts++;
                for (int i = 0; i < 16; i++) _gate.OnFailed(kind);
            }

            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield(); // the gate opens in a continuation of the clock's timer
        }

        return attempts;
    }
}
