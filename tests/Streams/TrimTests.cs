using RetailGrains.Streaming.Redis;
using RetailGrains.Streaming.Redis.Queues;
using StackExchange.Redis;

namespace RetailGrains.Tests.Streams;

/// <summary>Trimming removes only entries that every group has completed.</summary>
[Collection(RedisTests.Name)]
public sealed class TrimTests(RedisFixture redis)
{
    private const string Other = "other";

    [Fact]
    public async Task Unread_and_pending_entries_are_never_trimmed()
    {
        var queue = new QueueUnderTest(redis.Connection);
        await queue.AddAsync(Enumerable.Range(0, 10));
        RedisQueue ours = queue.Queue();
        await ours.CreateGroupAsync();
        await ours.TrimAsync();
        Assert.Equal(10, await queue.LengthAsync());

        StreamEntry[] read = await ReadAsync(queue, queue.Options.Group, 6);
        await ours.AcknowledgeAsync([.. read.Where((_, i) => i != 2).Select(entry => EntryId.Parse(entry.Id!))]);
        Assert.Equal(EntryId.Parse(read[2].Id!), await ours.TrimAsync());
        Assert.Equal(8, await queue.LengthAsync());

        await ours.AcknowledgeAsync([EntryId.Parse(read[2].Id!)]);
        Assert.Null(await ours.TrimAsync());
        Assert.Equal(4, await queue.LengthAsync());
        Assert.Equal(4, (await ReadAsync(queue, queue.Options.Group, 10)).Length);
    }

    [Fact]
    public async Task Entries_that_another_group_needs_are_not_trimmed()
    {
        var queue = new QueueUnderTest(redis.Connection);
        await queue.AddAsync(Enumerable.Range(0, 10));
        RedisQueue ours = queue.Queue();
        await ours.CreateGroupAsync();
        await queue.Database.StreamCreateConsumerGroupAsync(queue.Key, Other, StreamPosition.Beginning);
        await ours.AcknowledgeAsync([.. (await ReadAsync(queue, queue.Options.Group, 10)).Select(entry => EntryId.Parse(entry.Id!))]);
        await ours.TrimAsync();
        Assert.Equal(10, await queue.LengthAsync());

        StreamEntry[] read = await ReadAsync(queue, Other, 4);
        await ours.TrimAsync();
        Assert.Equal(10, await queue.LengthAsync());

        await queue.Database.StreamAcknowledgeAsync(queue.Key, Other, [read[0].Id, read[1].Id]);
        await ours.TrimAsync();
        Assert.Equal(8, await queue.LengthAsync());
        Assert.Equal(6, (await ReadAsync(queue, Other, 10)).Length);
    }

    [Theory]
    [InlineData("9-5", "10-1", "10-2")]
    [InlineData("1-9", "1-10", "1-11")]
    [InlineData("1-999999999999999", "1-9007199254740993", "1-18446744073709551614")]
    public async Task Ids_are_compared_as_numbers_however_large(string first, string second, string third)
    {
        var queue = new QueueUnderTest(redis.Connection);
        foreach (string id in new[] { first, second, third }) await queue.Database.StreamAddAsync(queue.Key, "n", 1, id);
        RedisQueue ours = queue.Queue();
        await ours.CreateGroupAsync();
        await ReadAsync(queue, queue.Options.Group, 2);
        await ours.AcknowledgeAsync([EntryId.Parse(first)]);
        Assert.Equal(EntryId.Parse(second), await ours.TrimAsync());
        Assert.Equal([second, third], (await queue.Database.StreamRangeAsync(queue.Key)).Select(entry => entry.Id.ToString()));
        await ours.AcknowledgeAsync([EntryId.Parse(second)]);
        await ours.TrimAsync();
        Assert.Contains(third, (await queue.Database.StreamRangeAsync(queue.Key)).Select(entry => entry.Id.ToString()));
    }

    private static Task<StreamEntry[]> ReadAsync(QueueUnderTest queue, string group, int count) =>
        queue.Database.StreamReadGroupAsync(queue.Key, group, "owner", ">", count);
}
