using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>
/// The process's connections to Redis: one for reading queues, and one that all other commands share. They are opened on first use.
/// </summary>
public sealed class RedisConnection(IOptions<StreamsOptions> options) : IAsyncDisposable
{
    private readonly Lazy<Task<IConnectionMultiplexer>> _connection = new(() => ConnectAsync(options.Value));
    private readonly Lazy<Task<IConnectionMultiplexer>> _reading = new(() => ConnectAsync(options.Value));

    public Task<IConnectionMultiplexer> GetAsync() => _connection.Value;

    public Task<IConnectionMultiplexer> GetReadingAsync() => _reading.Value;

    public async ValueTask<IDatabase> DatabaseAsync() => (await _connection.Value).GetDatabase();

    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated) await (await _connection.Value).DisposeAsync();
        if (_reading.IsValueCreated) await (await _reading.Value).DisposeAsync();
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(StreamsOptions options) =>
        await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(options.RedisUrl!));
}
