using RetailGrains.Api.Caching;

namespace RetailGrains.Tests.Unit.Caching;

public sealed class RequestCoalescerTests
{
    [Fact]
    public async Task A_caller_that_joins_during_a_read_receives_the_next_read()
    {
        var asked = new List<TaskCompletionSource<int>>();
        using var begun = new SemaphoreSlim(0);
        var shared = new RequestCoalescer<int>(() =>
        {
            var answer = new TaskCompletionSource<int>();
            asked.Add(answer);
            begun.Release();
            return answer.Task;
        });

        Task<int> first = shared.AskAsync();
        await begun.WaitAsync();
        Task<int>[] later = [shared.AskAsync(), shared.AskAsync(), shared.AskAsync()];
        asked[0].SetResult(1);
        Assert.Equal(1, await first);
        await begun.WaitAsync();
        asked[1].SetResult(2);
        Assert.All(await Task.WhenAll(later), answer => Assert.Equal(2, answer));
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task A_failure_reaches_the_waiting_callers_and_no_later_caller()
    {
        int times = 0;
        var shared = new RequestCoalescer<int>(() => times++ == 0 ? Task.FromException<int>(new TimeoutException()) : Task.FromResult(7));
        await Assert.ThrowsAsync<TimeoutException>(shared.AskAsync);
        Assert.Equal(7, await shared.AskAsync());
    }
}
