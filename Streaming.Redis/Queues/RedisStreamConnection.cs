using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>A provider's connection, made when it is first asked for.</summary>
internal sealed class RedisStreamConnection(RedisStreamsOptions options, IServiceProvider services) : IAsyncDisposable
{
    private readonly Lazy<Task<IConnectionMultiplexer>> _multiplexer = new(() => options.Connect!(services));

    public async Task<IDatabase> DatabaseAsync() => (await _multiplexer.Value).GetDatabase();

    public async ValueTask DisposeAsync()
    {
        if (options.OwnsConnection && _multiplexer.IsValueCreated) await (await _multiplexer.Value).DisposeAsync();
    }
}
