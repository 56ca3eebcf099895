using Microsoft.Extensions.Time.Testing;
using Microsoft.Net.Http.Headers;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Caching;
using RetailGrains.Api.Figures;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Unit.Caching;

public sealed class PageCacheTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(900);

    private readonly FakeTimeProvider _time = new();
    private readonly PageCache _pages;
    private readonly List<TaskCompletionSource<PageCache.Read>> _reads = [];
    private readonly List<CancellationToken> _tokens = [];

    public PageCacheTests() => _pages = new PageCache(Moment, maxSize: 1024 * 1024, _time);

    public void Dispose() => _pages.Dispose();

    [Fact]
    public async Task Callers_that_arrive_during_a_read_join_it()
    {
        Task<CachedResponse> first = Get();
        _time.Advance(100 * Moment);
        Task<CachedResponse> second = Get();
        CachedResponse page = Answer(0);
        Assert.Same(page, await first);
        Assert.Same(page, await second);
        Assert.Single(_reads);
    }

    [Fact]
    public async Task A_page_is_cached_from_the_end_of_its_read_however_long_the_read_took()
    {
        Task<CachedResponse> first = Get();
        _time.Advance(100 * Moment);
        CachedResponse page = Answer(0);
        await first;
        _time.Advance(Moment - TimeSpan.FromMilliseconds(1));
        Assert.Same(page, await Get());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _ = Get();
        Assert.Equal(2, _reads.Count);
    }

    [Fact]
    public async Task A_page_from_the_shared_cache_is_cached_for_its_remaining_lifetime()
    {
        Task<CachedResponse> first = Get();
        Answer(0, age: Moment / 2);
        await first;
        _time.Advance(Moment / 2);
        _ = Get();
        Assert.Equal(2, _reads.Count);
    }

    [Fact]
    public async Task A_failed_read_fails_its_waiting_callers_and_no_later_caller()
    {
        Task<CachedResponse> first = Get(), second = Get();
        _reads[0].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        await Assert.ThrowsAsync<TimeoutException>(() => second);
        Task<CachedResponse> third = Get();
        Assert.Same(Answer(1), await third);
    }

    [Fact]
    public async Task A_read_is_cancelled_when_its_last_caller_has_left_and_no_caller_joins_it_afterwards()
    {
        using CancellationTokenSource one = new(), other = new();
        Task<CachedResponse> first = Get(one.Token), second = Get(other.Token);
        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(_tokens[0].IsCancellationRequested);
        await other.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.True(_tokens[0].IsCancellationRequested);
        Task<CachedResponse> third = Get();
        Assert.Equal(2, _reads.Count);
        Assert.Same(Answer(1), await third);
    }

    [Fact]
    public async Task A_caller_that_joined_a_refused_read_starts_its_own_read()
    {
        Task<CachedResponse> first = Get(), second = Get();
        _reads[0].SetException(new RefusedException(Problem.TooMany("Too many.", Moment)));
        await Assert.ThrowsAsync<RefusedException>(() => first);
        await Eventually.IsTrueAsync("the other one reads", () => Task.FromResult(_reads.Count == 2));
        Assert.Same(Answer(1), await second);
    }

    private async Task<CachedResponse> Get(CancellationToken cancel = default) => (await _pages.GetAsync(
        "key",
        token =>
        {
            _tokens.Add(token);
            _reads.Add(new TaskCompletionSource<PageCache.Read>());
            return _reads[^1].Task;
        },
        cancel)).Page;

    private CachedResponse Answer(int read, TimeSpan age = default)
    {
        var page = new CachedResponse(new EntityTagHeaderValue("\"t\""), []);
        _reads[read].SetResult(new PageCache.Read(page, age));
        return page;
    }
}
