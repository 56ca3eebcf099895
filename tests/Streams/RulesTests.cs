using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using RetailGrains.Streaming.Redis;
using RetailGrains.Streaming.Redis.Queues;

namespace RetailGrains.Tests.Streams;

/// <summary>Rules that need no Redis.</summary>
public sealed class RulesTests
{
    [Theory]
    [InlineData("0-1", 1L)]
    [InlineData("1-0", 1L << 20)]
    [InlineData("1700000000000-1048575", (1700000000000L << 20) + 1048575)]
    public void An_id_is_a_token_that_keeps_its_order(string id, long token)
    {
        Assert.True(EntryId.Parse(id).TryGetToken(out long found));
        Assert.Equal(token, found);
        Assert.Equal(id, EntryId.Parse(id).ToString());
    }

    [Theory]
    [InlineData("1-1048576")]
    [InlineData("8796093022208-0")]
    [InlineData("18446744073709551615-18446744073709551615")]
    public void An_id_that_cannot_be_a_token_is_refused(string id)
    {
        Assert.False(EntryId.Parse(id).TryGetToken(out _));
        var entry = new RedisStreamEntry("q:0", 0, id, [new("n", 1)]);
        CachedEntry read = new EntryReader(new NumbersAdapter(), new RedisStreamsOptions()).Read(EntryId.Parse(id), entry, 0);
        Assert.Empty(read.Reading.Events);
        Assert.Contains("id", Assert.Single(read.Reading.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_is_too_large_is_not_read()
    {
        var entry = new RedisStreamEntry("q:0", 0, "1-1", [new("n", new string('1', 100))]);
        CachedEntry read =
            new EntryReader(new NumbersAdapter(), new RedisStreamsOptions { MaxEntryBytes = 100 }).Read(EntryId.Parse("1-1"), entry, 0);
        Assert.Equal("It has 101 bytes; at most 100 are allowed.", Assert.Single(read.Reading.Refused).Reason);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("7", 7)]
    public void A_stream_named_like_a_queue_is_in_that_queue(string key, int queue) => Assert.Equal(queue, QueueOf("sales", key));

    [Fact]
    public void Any_other_stream_is_always_in_the_same_queue()
    {
        Assert.Equal([7, 7, 5, 0], [QueueOf("sales", "8"), QueueOf("sales", "london"), QueueOf("sale", "slondon"), QueueOf("sales", "07")]);
        int[] used =
            [.. Enumerable.Range(100, 200).Select(n => QueueOf("sales", n.ToString(CultureInfo.InvariantCulture))).Distinct().Order()];
        Assert.Equal(Enumerable.Range(0, 8), used);
    }

    [Fact]
    public void Invalid_settings_stop_the_start_and_are_named()
    {
        var options = new RedisStreamsOptions
        {
            Prefix = "a{b}",
            Queues = 0,
            Group = "",
            CacheEntries = 0,
            MaxEntryBytes = 0,
            CacheBytes = -1,
            EntriesPerDelivery = 0,
            MaxDeliveries = -1,
            DeliveryTime = TimeSpan.Zero,
            PollInterval = TimeSpan.Zero,
            OwnerLease = TimeSpan.Zero,
        };
        ValidateOptionsResult result = new RedisStreamsOptionsValidator("sales").Validate("sales", options);
        Assert.Equal(
            ["Connect", "Prefix", "Queues", "Group", "CacheEntries", "MaxEntryBytes", "CacheBytes", "EntriesPerDelivery", "MaxDeliveries",
             "DeliveryTime", "PollInterval", "OwnerLease"],
            result.Failures!.Select(failure => failure.Split(' ')[3]));
        options = new RedisStreamsOptions { Prefix = "sales" };
        options.ConnectTo("localhost");
        Assert.True(new RedisStreamsOptionsValidator("sales").Validate("sales", options).Succeeded);
    }

    private static int QueueOf(string space, string key) => new RedisQueueMapper("sales", 8).NumberFor(StreamId.Create(space, key));
}
