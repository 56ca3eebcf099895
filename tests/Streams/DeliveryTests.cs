using RetailGrains.Streaming.Redis;
using StackExchange.Redis;

namespace RetailGrains.Tests.Streams;

/// <summary>A silo that records the entries of its queues. Each test has a separate queue.</summary>
[Collection(RedisTests.Name)]
public sealed class DeliveryTests(RedisFixture redis)
{
    private readonly StreamCluster _cluster = redis.Cluster;

    [Fact]
    public async Task Entries_of_any_producer_are_recorded_in_order_acknowledged_and_trimmed()
    {
        await _cluster.AddAsync(0, Enumerable.Range(0, 500));
        for (int n = 500; n < 510; n++) await _cluster.Stream("0").OnNextAsync(n);
        await _cluster.Stream("0").OnNextBatchAsync(Enumerable.Range(510, 10));

        await _cluster.IsAcknowledgedAsync(0);
        Assert.Equal(Enumerable.Range(0, 520), _cluster.Intake.Of("0").Select(one => one.Number));
        await Eventually.IsTrueAsync("what is acknowledged is cut", async () => await _cluster.LengthAsync(0) == 0);
    }

    [Fact]
    public async Task The_backlog_of_a_slow_consumer_stays_in_Redis_and_memory_is_bounded()
    {
        var open = new TaskCompletionSource();
        _cluster.Intake.Before["1"] = _ => open.Task;
        await _cluster.AddAsync(1, Enumerable.Range(0, 2_000));
        await Eventually.IsTrueAsync("the cache is full", async () => (await _cluster.LagAsync(1)).Pending == StreamCluster.CacheEntries);
        for (int looks = 0; looks < 20; looks++)
        {
            await Eventually.PauseAsync(TimeSpan.FromMilliseconds(50));
            Assert.Equal(StreamCluster.CacheEntries, (await _cluster.LagAsync(1)).Pending);
        }

        Assert.Equal(2_000, (await _cluster.LagAsync(1)).Waiting);
        Assert.Equal(2_000, await _cluster.LengthAsync(1));
        Assert.Empty(_cluster.Intake.Of("1"));

        open.SetResult();
        await Eventually.IsTrueAsync("the backlog drains", async () =>
        {
            Assert.True((await _cluster.LagAsync(1)).Pending <= StreamCluster.CacheEntries);
            return _cluster.Intake.FirstOf("1").Length == 2_000;
        });
        await _cluster.IsAcknowledgedAsync(1);
        Assert.Equal(Enumerable.Range(0, 2_000), _cluster.Intake.FirstOf("1"));
    }

    [Fact]
    public async Task While_the_consumer_fails_no_entry_is_dead_lettered_or_acknowledged_and_later_all_are_recorded()
    {
        bool isDown = true;
        _cluster.Intake.Before["2"] = _ => isDown ? throw new TimeoutException("The ledger is away.") : Task.CompletedTask;
        _cluster.Dead.Takes[2] = _ => !isDown;
        await _cluster.AddAsync(2, Enumerable.Range(0, 30));
        await Eventually.IsTrueAsync("it was asked for often enough", () => _cluster.Dead.RefusedOf(2).Length >= 3);
        Assert.All(_cluster.Dead.RefusedOf(2), letter => Assert.Equal("0", letter.Fields.Single().Value));
        Assert.Equal(30, (await _cluster.LagAsync(2)).Waiting);

        isDown = false;
        await _cluster.IsAcknowledgedAsync(2);
        Assert.Equal(Enumerable.Range(0, 30), _cluster.Intake.FirstOf("2"));
        Assert.Empty(_cluster.Dead.Of(2));
    }

    [Fact]
    public async Task An_entry_that_no_consumer_accepts_is_dead_lettered_with_its_delivery_count()
    {
        _cluster.Intake.Before["3"] = numbers => numbers.Contains(13) ? throw new InvalidOperationException("Not 13.") : Task.CompletedTask;
        await _cluster.AddAsync(3, Enumerable.Range(0, 100));

        await _cluster.IsAcknowledgedAsync(3);
        Assert.Equal(Enumerable.Range(0, 100).Where(n => n != 13), _cluster.Intake.FirstOf("3"));
        RedisDeadLetter letter = Assert.Single(_cluster.Dead.Of(3));
        Assert.Equal(RedisDeadLetterKind.Undeliverable, letter.Kind);
        Assert.Equal(StreamCluster.MaxDeliveries, letter.Deliveries);
        Assert.Equal([new NameValueEntry("n", 13)], letter.Fields);
        Assert.Contains("3 times", letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreadable_transactions_are_dead_lettered_with_the_reason_and_the_others_are_recorded()
    {
        int refusals = 0;
        _cluster.Dead.Takes[4] = _ => Interlocked.Increment(ref refusals) > 3 ? true : throw new RedisException("Away.");
        for (int n = 0; n < 1_000; n += 10)
        {
            await _cluster.AddAsync(4, new NameValueEntry("n", string.Join(',', Enumerable.Range(n, 9).Append(-n))));
            await _cluster.AddAsync(4, new NameValueEntry("m", n));
        }

        await _cluster.IsAcknowledgedAsync(4);
        Assert.Equal(Enumerable.Range(0, 1_000).Where(n => n % 10 != 9), _cluster.Intake.FirstOf("4"));
        RedisDeadLetter[] dead = _cluster.Dead.Of(4);
        Assert.All(dead, letter => Assert.Equal((RedisDeadLetterKind.Refused, 1), (letter.Kind, letter.Deliveries)));
        Assert.Equal(
            Enumerable.Range(0, 100).SelectMany(
                n => new[] { n == 0 ? null : $"-{n * 10} is no number.", "It has no field n." }).OfType<string>().Order(),
            dead.Select(letter => letter.Reason).Order());
    }

    [Fact]
    public async Task An_entry_of_a_stream_without_subscribers_is_dead_lettered_and_does_not_delay_others()
    {
        await _cluster.AddAsync(5, new NameValueEntry("n", 1), new NameValueEntry("ns", "nobody"));
        await _cluster.AddAsync(5, Enumerable.Range(2, 100));
        await _cluster.IsAcknowledgedAsync(5);
        Assert.Equal(Enumerable.Range(2, 100), _cluster.Intake.FirstOf("5"));
        Assert.EndsWith("has no subscribers.", Assert.Single(_cluster.Dead.Of(5)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lag_reports_how_many_entries_wait_and_for_how_long()
    {
        var open = new TaskCompletionSource();
        _cluster.Intake.Before["6"] = _ => open.Task;
        Assert.Equal((0, 0, TimeSpan.Zero), Of(await _cluster.LagAsync(6)));
        await _cluster.AddAsync(6, Enumerable.Range(0, 70));
        await Eventually.IsTrueAsync(
            "its oldest grows old",
            async () => Of(await _cluster.LagAsync(6)) is (70, StreamCluster.CacheEntries, { TotalSeconds: > 1 and < 120 }));
        open.SetResult();
        await Eventually.IsTrueAsync("nothing waits", async () => Of(await _cluster.LagAsync(6)) == (0, 0, TimeSpan.Zero));

        static (long, long, TimeSpan) Of(RedisQueueLag lag) => (lag.Waiting, lag.Pending, lag.OldestAge);
    }
}
