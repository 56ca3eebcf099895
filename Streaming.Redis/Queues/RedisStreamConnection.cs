using StackExchange.Redis;

namespace RetailGrains.Streaming.Redis.Queues;

/// <summary>
/// A provider's connections, opened at first use: one for reading queues, and one for all other commands, which would otherwise wait behind
/// the answers of reads.
/// </summary>
internal sealed class RedisStreamConnection(RedisStreamsOptions options, IServiceProvider services) : IAsyncDisposable
{
    private readonly Lazy<Task<IConnectionMultiplexer>> _multiplexer = new(() => options.Connect!(services));
    private readonly Lazy<Task<IConnectionMultiplexer>> _reading = new(() => (options.ConnectReading ?? options.Connect!)(services));

    public async Task<IDatabase> DatabaseAsync() => (await _multiplexer.Value).GetDatabase();

    public async Task<IDatabase> ReadingDatabaseAsync() => (await _reading.Value).GetDatabase();

    public async ValueTask DisposeAsync()
    {
        if (!options.OwnsConnection) return;
        if (_multiplexer.IsValueCreated) await (await _multiplexer.Value).DisposeAsync();
        if (_reading.IsValueCreated) await (await _reading.Value).DisposeAsync();
    }
}
