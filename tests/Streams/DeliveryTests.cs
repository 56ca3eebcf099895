using RetailGrains.Tests.Support;

namespace RetailGrains.Streams;

/// <summary>What comes into a queue reaches its consumer, in order, and is acknowledged after that.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task Entries_of_any_producer_are_taken_in_in_order_acknowledged_and_cut()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(_redis);
        await cluster.AddAsync(0, Enumerable.Range(0, 500));
        await cluster.AddAsync(1, Enumerable.Range(1000, 500));
        for (int n = 500; n < 510; n++) await cluster.Stream("0").OnNextAsync(n);
        await cluster.Stream("1").OnNextBatchAsync(Enumerable.Range(1500, 10));

        await Eventually.IsTrueAsync("all is acknowledged", async () => await cluster.WaitingAsync() == 0);
        Assert.Equal(Enumerable.Range(0, 510), cluster.Intake.Of("0").Select(one => one.Number));
        Assert.Equal(Enumerable.Range(1000, 510), cluster.Intake.Of("1").Select(one => one.Number));
        await Eventually.IsTrueAsync("what is acknowledged is cut", async () => await cluster.LengthAsync(0) + await cluster.LengthAsync(1) == 0);
    }
}
