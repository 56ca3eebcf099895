using RetailGrains.Concurrency;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Concurrency;

public sealed class SingleFlightLoopTests
{
    [Fact]
    public async Task A_fault_is_reported_and_the_loop_can_be_signalled_again()
    {
        var faults = new List<Exception>();
        int runs = 0;
        var loop = new SingleFlightLoop(() => ++runs == 1 ? throw new InvalidOperationException("first") : Task.CompletedTask, faults.Add);
        loop.Signal();
        await loop.Idle;
        Assert.Equal("first", Assert.Single(faults).Message);
        loop.Signal();
        await loop.Idle;
        Assert.Equal(2, runs);
        Assert.Single(faults);
    }

    [Fact]
    public async Task A_fault_after_an_await_is_reported_too()
    {
        var faults = new List<Exception>();
        var loop = new SingleFlightLoop(
            async () =>
            {
                await Task.Yield();
                throw new TimeoutException();
            },
            faults.Add);
        loop.Signal();
        await loop.Idle;
        Assert.IsType<TimeoutException>(Assert.Single(faults));
    }

    [Fact]
    public async Task The_loop_runs_once_at_a_time_and_once_more_if_it_was_signalled_during_a_run()
    {
        int running = 0;
        int most = 0;
        int runs = 0;
        var hold = new TaskCompletionSource();
        var loop = new SingleFlightLoop(
            async () =>
            {
                most = Math.Max(most, ++running);
                runs++;
                await hold.Task;
                running--;
            },
            fault => Assert.Fail(fault.ToString()));
        loop.Signal();
        while (Volatile.Read(ref runs) == 0) await Task.Yield();
        for (int i = 0; i < 10; i++) loop.Signal();
        hold.SetResult();
        await loop.Idle;
        Assert.Equal((2, 1), (runs, most));
    }
}
