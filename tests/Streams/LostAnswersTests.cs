using StackExchange.Redis;

namespace RetailGrains.Tests.Streams;

/// <summary>
/// After a timeout the client does not know whether Redis has executed the command. In these tests it has, and the answer is lost.
/// </summary>
public sealed class LostAnswersTests : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private ConnectionMultiplexer _connection = null!;
    private ConnectionMultiplexer _shortTimeout = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(durable: false);
        _connection = await ConnectionMultiplexer.ConnectAsync(_redis.Configuration);
        _shortTimeout = await ConnectionMultiplexer.ConnectAsync(
            $"{_redis.Configuration},asyncTimeout=300,syncTimeout=300,abortConnect=false");
    }

    public async Task DisposeAsync()
    {
        await _redis.ResumeAsync();
        await _shortTimeout.DisposeAsync();
        await _connection.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Entries_of_a_read_whose_answer_was_lost_are_delivered_in_order()
    {
        var queue = new QueueUnderTest(_connection);
        await queue.AddAsync(Enumerable.Range(0, 5));
        QueueUnderTest.Owner owner = await queue.OwnerAsync(_shortTimeout.GetDatabase());
        Assert.Equal(5, await owner.PumpAsync(5));
        await queue.AddAsync(Enumerable.Range(5, 5));

        await WhileRedisIsPausedAsync(() => owner.PumpAsync(5));
        await Eventually.IsTrueAsync("Redis has executed the read", async () => await queue.PendingAsync() == 10);
        await queue.AddAsync(Enumerable.Range(10, 5));
        Assert.Equal(Enumerable.Range(0, 15), await owner.DrainAsync());
        Assert.Equal(0, await queue.PendingAsync());
    }

    [Fact]
    public async Task Acknowledgements_whose_answer_was_lost_are_repeated_and_nothing_is_delivered_twice()
    {
        var queue = new QueueUnderTest(_connection);
        await queue.AddAsync(Enumerable.Range(0, 5));
        QueueUnderTest.Owner owner = await queue.OwnerAsync(_shortTimeout.GetDatabase());
        await owner.PumpAsync();
        Assert.Equal(Enumerable.Range(0, 5), owner.Deliver());
        Assert.Empty(owner.Deliver());
        await WhileRedisIsPausedAsync(() => owner.PumpAsync());
        Assert.Empty(await owner.DrainAsync());
        Assert.Equal(0, await queue.PendingAsync());
    }

    private async Task WhileRedisIsPausedAsync(Func<Task<int>> pump)
    {
        await _redis.PauseAsync();
        Assert.Equal(0, await pump());
        await _redis.ResumeAsync();
    }
}
