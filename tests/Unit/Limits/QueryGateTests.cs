using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Hosting;
using RetailGrains.Api.Limits;
using RetailGrains.Ledger.Settings;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Unit.Limits;

public sealed class QueryGateTests : IDisposable
{
    private static readonly CallerKey Ann = new("ann", "viewer"), Bob = new("bob", "viewer"), Eve = new("eve", "viewer");

    private readonly FakeTimeProvider _time = new();
    private readonly LimitOptions _limits = new();
    private readonly QueryGate _gate;
    private readonly List<(CallerKey Caller, TaskCompletionSource<int> Answer, CancellationToken Token)> _running = [];

    public QueryGateTests() =>
        _gate = new QueryGate(Options.Create(_limits), Options.Create(new ApiOptions()), _time);

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task Reads_of_one_transaction_wait_in_a_longer_queue_of_their_own()
    {
        List<Task<int>> lists = [.. Enumerable.Range(0, 2).Select(_ => Run(Ann))];
        List<Task<int>> reads =
            [.. Enumerable.Range(0, QueryGate.TransactionQueuePerCaller + 2).Select(_ => Run(Ann, cost: QueryCost.Transaction))];
        Assert.Equal(4, Count);
        Assert.All(reads, read => Assert.False(read.IsCompleted));
        await Assert.ThrowsAsync<RefusedException>(() => Run(Ann, cost: QueryCost.Transaction));
        for (int i = 0; i < lists.Count + reads.Count; i++)
        {
            await Eventually.IsTrueAsync("it runs", () => Count > i);
            _running[i].Answer.TrySetResult(1);
        }

        await Task.WhenAll([.. lists, .. reads]);
    }

    [Fact]
    public async Task A_caller_has_two_queries_at_once_and_the_process_four_and_the_others_wait_for_their_turn()
    {
        List<Task<int>> asked = [.. Enumerable.Range(0, 5).Select(_ => Run(Ann))];
        Assert.Equal([Ann, Ann], Running);
        asked.Add(Run(Bob));
        asked.Add(Run(Bob));
        Task<int> eves = Run(Eve);
        Assert.Equal([Ann, Ann, Bob, Bob], Running);

        // Eve's query runs before Ann's third.
        _running[0].Answer.SetResult(1);
        await asked[0];
        await Eventually.IsTrueAsync("the next one runs", () => Count == 5);
        Assert.Equal(Eve, Running[4]);
        for (int i = 0; i < 8; i++)
        {
            await Eventually.IsTrueAsync("it runs", () => Count > i);
            _running[i].Answer.TrySetResult(1);
        }

        await Task.WhenAll([.. asked, eves]);
    }

    [Fact]
    public async Task A_caller_with_too_many_waiting_requests_is_refused_and_other_callers_are_not()
    {
        List<Task<int>> asked = [.. Enumerable.Range(0, _limits.QueriesPerCaller + QueryGate.QueuePerCaller).Select(_ => Run(Ann))];
        Assert.Equal(StatusCodes.Status429TooManyRequests, (await RefusalAsync(Run(Ann))).Status);
        _ = Run(Bob);
        Assert.Equal([Ann, Ann, Bob], Running);
        Assert.DoesNotContain(asked, one => one.IsCompleted);
    }

    [Fact]
    public async Task A_query_that_waits_longer_than_the_requests_timeout_receives_503()
    {
        _ = Run(Ann);
        _ = Run(Ann);
        Task<int> third = Run(Ann);
        _time.Advance(new ApiOptions().RequestTimeout);
        Problem busy = await RefusalAsync(third);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, busy.Status);
        Assert.NotNull(busy.RetryAfter);
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_cancelled_and_makes_room()
    {
        Task<int> slow = Run(Ann, honoursCancel: true);
        _time.Advance(StoreLimits.QueryTimeout);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, (await RefusalAsync(slow)).Status);
        Assert.True(_running[0].Token.IsCancellationRequested);
        for (int i = 0; i < _limits.QueriesPerCaller; i++) _ = Run(Ann);
        Assert.Equal(3, Count);
    }

    [Fact]
    public async Task A_queued_query_without_a_waiting_caller_is_cancelled()
    {
        using var left = new CancellationTokenSource();
        Task<int> running = Run(Ann, honoursCancel: true, cancel: left.Token);
        _ = Run(Ann);
        Task<int> waiting = Run(Ann, honoursCancel: true, cancel: left.Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(2, Count);
    }

    [Fact]
    public async Task Whole_lists_are_sorted_one_at_a_time_and_delay_no_pages()
    {
        _ = Run(Ann, cost: QueryCost.WholeList);
        Task<int> second = Run(Bob, cost: QueryCost.WholeList);
        _ = Run(Eve);
        Assert.Equal([Ann, Eve], Running);
        _running[0].Answer.SetResult(1);
        await Eventually.IsTrueAsync("the second one runs", () => Count == 3);
        _running[2].Answer.SetResult(2);
        Assert.Equal(2, await second);
    }

    private int Count
    {
        get
        {
            lock (_running) return _running.Count;
        }
    }

    private CallerKey[] Running
    {
        get
        {
            lock (_running) return [.. _running.Select(one => one.Caller)];
        }
    }

    private Task<int> Run(
        CallerKey caller, bool honoursCancel = false, QueryCost cost = QueryCost.Page, CancellationToken cancel = default) =>
            _gate.RunAsync(
            caller,
            cost,
            token =>
            {
                var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
                lock (_running) _running.Add((caller, answer, token));
                return honoursCancel ? answer.Task.WaitAsync(token) : answer.Task;
            },
            cancel);

    private static async Task<Problem> RefusalAsync(Task<int> asked) => (await Assert.ThrowsAsync<RefusedException>(() => asked)).Problem;
}
