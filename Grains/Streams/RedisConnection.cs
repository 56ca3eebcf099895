using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>The process's connection to Redis: one, over which everything travels side by side. Made when it is first needed.</summary>
internal sealed class RedisConnection(IOptions<StreamsOptions> options) : IAsyncDisposable
{
    private readonly Lazy<Task<IConnectionMultiplexer>> _connection = new(() => ConnectAsync(options.Value));

    public Task<IConnectionMultiplexer> GetAsync() => _connection.Value;

    public async ValueTask<IDatabase> DatabaseAsync() => (await _connection.Value).GetDatabase();

    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated) await (await _connection.Value).DisposeAsync();
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(StreamsOptions options) =>
        await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(options.RedisUrl!));
}
