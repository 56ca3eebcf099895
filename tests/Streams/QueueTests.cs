using RetailGrains.Streaming.Redis;
using RetailGrains.Streaming.Redis.Queues;
using StackExchange.Redis;

namespace RetailGrains.Tests.Streams;

/// <summary>Consecutive and concurrent owners of one queue.</summary>
[Collection(RedisTests.Name)]
public sealed class QueueTests(RedisFixture redis)
{
    [Fact]
    public async Task A_new_owner_reads_the_pending_entries_of_the_last_owner_first_and_then_new_ones()
    {
        var queue = new QueueUnderTest(redis.Connection);
        await queue.AddAsync(Enumerable.Range(0, 20));
        QueueUnderTest.Owner dies = await queue.OwnerAsync();
        await dies.PumpAsync(most: 10);
        Assert.Equal(Enumerable.Range(0, 10), dies.Deliver());
        Assert.Equal(10, await queue.PendingAsync());

        QueueUnderTest.Owner next = await queue.OwnerAsync();
        Assert.Equal(10, await next.PumpAsync());
        Assert.Equal(Enumerable.Range(0, 10), next.Deliver());
        Assert.Equal(Enumerable.Range(10, 10), await next.DrainAsync());
        Assert.Equal(0, await queue.PendingAsync());
    }

    [Fact]
    public async Task Nothing_is_acknowledged_before_it_is_delivered()
    {
        var queue = new QueueUnderTest(redis.Connection, options => options.EntriesPerDelivery = 4);
        await queue.AddAsync(Enumerable.Range(0, 10));
        QueueUnderTest.Owner owner = await queue.OwnerAsync();
        await owner.PumpAsync();
        for (int taken = 0; taken < 10; taken += 4)
        {
            owner.Deliver();
            await owner.PumpAsync();
            Assert.Equal(10 - taken, await queue.PendingAsync());
        }

        await owner.DrainAsync();
        Assert.Equal(0, await queue.PendingAsync());
    }

    [Fact]
    public async Task Large_entries_fill_the_cache_by_their_size()
    {
        var queue = new QueueUnderTest(redis.Connection, options => (options.CacheBytes, options.MaxEntryBytes) = (20_000, 20_000));
        string twoThousandBytes = string.Join(',', Enumerable.Repeat(1, 1_000));
        for (int i = 0; i < 50; i++) await queue.Database.StreamAddAsync(queue.Key, "n", twoThousandBytes);
        QueueUnderTest.Owner owner = await queue.OwnerAsync();
        for (int looks = 0; looks < 10; looks++) await owner.PumpAsync();
        Assert.InRange(owner.Cache.Bytes, 20_000, 22_000);
        Assert.Equal(50_000, (await owner.DrainAsync()).Count);
        Assert.Equal(0, await queue.PendingAsync());
    }

    [Fact]
    public async Task An_owner_that_stops_acknowledges_what_it_delivered_and_nothing_else()
    {
        var queue = new QueueUnderTest(redis.Connection, options => options.EntriesPerDelivery = 3);
        await queue.AddAsync(Enumerable.Range(0, 10));
        QueueUnderTest.Owner owner = await queue.OwnerAsync();
        await owner.PumpAsync();
        owner.Deliver();
        owner.Deliver();
        await owner.StopAsync();
        Assert.Equal(7, await queue.PendingAsync());
        Assert.Equal(Enumerable.Range(3, 7), await (await queue.OwnerAsync()).DrainAsync());
    }

    [Fact]
    public async Task An_owner_that_lost_its_queue_reads_nothing_until_the_other_one_has_been_silent_for_the_lease()
    {
        var queue = new QueueUnderTest(redis.Connection, options => options.OwnerLease = TimeSpan.FromSeconds(2));
        QueueUnderTest.Owner old = await queue.OwnerAsync();
        QueueUnderTest.Owner now = await queue.OwnerAsync();
        await queue.AddAsync(Enumerable.Range(0, 10));
        Assert.Equal(0, await old.PumpAsync());
        Assert.Equal(5, await now.PumpAsync(most: 5));
        Assert.Equal(0, await old.PumpAsync());

        await Eventually.IsTrueAsync("the first owner takes the queue back", async () => await old.PumpAsync() > 0);
        Assert.Equal(Enumerable.Range(0, 10), await old.DrainAsync());
        Assert.Equal(0, await now.PumpAsync());
    }

    [Fact]
    public async Task A_token_is_the_same_at_every_redelivery_and_ascends()
    {
        var queue = new QueueUnderTest(redis.Connection);
        EntryId[] ids = [await queue.AddAsync(1), await queue.AddAsync(2), await queue.AddAsync(3)];
        var tokens = new List<IReadOnlyList<Orleans.Streams.StreamSequenceToken>>();
        for (int i = 0; i < 2; i++)
        {
            QueueUnderTest.Owner owner = await queue.OwnerAsync();
            await owner.PumpAsync();
            Assert.Equal([1, 2, 3], owner.Deliver());
            tokens.Add(owner.Tokens());
            await owner.FailAsync();
            Assert.Equal([1], owner.Deliver());
            Assert.Equal(tokens[0][0], owner.Tokens()[0]);
        }

        Assert.Equal(tokens[0], tokens[1]);
        Assert.Equal(ids.Select(id => (long)(id.Milliseconds << 20 | id.Sequence)), tokens[0].Select(token => token.SequenceNumber));
        Assert.True(tokens[0][0].CompareTo(tokens[0][1]) < 0 && tokens[0][1].CompareTo(tokens[0][2]) < 0);
    }

    [Fact]
    public async Task A_lost_group_is_created_again_and_no_entry_is_skipped()
    {
        var queue = new QueueUnderTest(redis.Connection, options => options.EntriesPerDelivery = 5);
        await queue.AddAsync(Enumerable.Range(0, 10));
        QueueUnderTest.Owner owner = await queue.OwnerAsync();
        await owner.PumpAsync();
        List<int> taken = [.. owner.Deliver()];
        await queue.Database.StreamDeleteConsumerGroupAsync(queue.Key, queue.Options.Group);
        await queue.AddAsync(Enumerable.Range(10, 10));
        taken.AddRange(await owner.DrainAsync());
        Assert.Equal(Enumerable.Range(0, 20), taken.Distinct());
        Assert.Equal(0, await queue.PendingAsync());
    }

    [Fact]
    public async Task A_deleted_queue_continues_with_the_next_entries()
    {
        var queue = new QueueUnderTest(redis.Connection);
        QueueUnderTest.Owner owner = await queue.OwnerAsync();
        await queue.AddAsync([1, 2]);
        Assert.Equal([1, 2], await owner.DrainAsync());
        await queue.Database.KeyDeleteAsync(queue.Key);
        await owner.PumpAsync();
        await queue.AddAsync([3]);
        Assert.Equal([3], await owner.DrainAsync());
    }

    [Fact]
    public async Task Pending_entries_that_the_receiver_does_not_hold_are_read_again()
    {
        var queue = new QueueUnderTest(redis.Connection);
        QueueUnderTest.Owner owner = await queue.OwnerAsync();
        await owner.PumpAsync();
        await queue.AddAsync([1, 2]);

        // Simulates a second owner that bypasses the lease: it reads under the same consumer name.
        await queue.Database.StreamReadGroupAsync(queue.Key, queue.Options.Group, "owner", ">");
        List<int> taken = [];
        await Eventually.IsTrueAsync("they are read", async () =>
        {
            taken.AddRange(await owner.DrainAsync());
            return taken.Count >= 2;
        });
        Assert.Equal([1, 2], taken);
    }

    [Fact]
    public async Task Entries_deleted_while_pending_do_not_stall_the_queue()
    {
        var queue = new QueueUnderTest(redis.Connection);
        EntryId gone = await queue.AddAsync(1);
        await queue.AddAsync(2);
        await (await queue.OwnerAsync()).PumpAsync();
        await queue.Database.StreamDeleteAsync(queue.Key, [gone.ToString()]);
        Assert.Equal([2], await (await queue.OwnerAsync()).DrainAsync());
        Assert.Equal(0, await queue.PendingAsync());
    }
}
