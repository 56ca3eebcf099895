using StackExchange.Redis;

namespace RetailGrains.Tests.Streams.Harness;

/// <summary>One Redis for all tests that do not disturb it; each has separate keys.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    public RedisServer Server { get; private set; } = null!;

    public IConnectionMultiplexer Connection { get; private set; } = null!;

    /// <summary>One silo for all tests that do not disturb it; each has a separate queue.</summary>
    internal StreamCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await RedisServer.StartNewAsync(durable: false);
        Connection = await ConnectionMultiplexer.ConnectAsync(Server.Configuration);
        Cluster = await StreamCluster.StartAsync(Server);
    }

    public async Task DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Connection.DisposeAsync();
        await Server.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class RedisTests : ICollectionFixture<RedisFixture>
{
    public const string Name = "Redis";
}
