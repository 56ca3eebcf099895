using System.IO;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using RetailGrains.Api.Figures;
using RetailGrains.Ledger;
using StackExchange.Redis;

namespace RetailGrains.Api.Caching;

/// <summary>
/// Pages in Redis. It only saves work: what it does not answer soon is read from the database, and while it is gone nobody waits for it.
/// </summary>
/// <param name="options">Of the connection.</param>
/// <param name="store">Tells the pages of one platform from those of another that has the same Redis.</param>
/// <param name="time">For the pages' age.</param>
/// <param name="logger">Told when Redis does not answer.</param>
internal sealed partial class RedisPageCache(ConfigurationOptions options, string store, TimeProvider time, ILogger<RedisPageCache> logger)
{
    private readonly string _prefix = $"retail:list:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(store)))[..16]}:";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BypassedFor = TimeSpan.FromSeconds(5);

    private readonly Lazy<Task<ConnectionMultiplexer>> _connection = new(() => ConnectionMultiplexer.ConnectAsync(options));
    private long _shunnedUntil;

    /// <summary>A page, and how long ago it was read.</summary>
    public sealed record Found(CachedResponse Page, TimeSpan Age);

    /// <summary>Null when there is no Redis, or nothing is to be kept.</summary>
    public static RedisPageCache? Open(IServiceProvider services)
    {
        CacheOptions options = services.GetRequiredService<IOptions<CacheOptions>>().Value;
        if (options is not { Enabled: true, Redis: { } redis }) return null;
        return new RedisPageCache(
            redis,
            services.GetRequiredService<RetailStore>().ConnectionString,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<RedisPageCache>>());
    }

    /// <summary>Null when it is not there, or not soon.</summary>
    public async Task<Found?> FindAsync(string key)
    {
        if (IsBypassed) return null;
        try
        {
            IDatabase redis = (await _connection.Value.WaitAsync(Patience, time)).GetDatabase();
            RedisValueWithExpiry found = await redis.StringGetWithExpiryAsync(_prefix + key).WaitAsync(Patience, time);
            return (byte[]?)found.Value is { } page && found.Expiry is { } rest ? new Found(Read(page), ListCache.Oldest - rest) : null;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or InvalidDataException or FormatException)
        {
            Bypass(e);
            return null;
        }
    }

    /// <summary>Keeps a page for as long as it may be served; nobody waits for it.</summary>
    public void Keep(string key, CachedResponse page, TimeSpan age)
    {
        TimeSpan? left = ListCache.Oldest - age;
        if (IsBypassed || left < TimeSpan.FromMilliseconds(1) || !_connection.Value.IsCompletedSuccessfully) return;
        _connection.Value.Result.GetDatabase().StringSet(_prefix + key, Write(page), left, When.Always, CommandFlags.FireAndForget);
    }

    private bool IsBypassed => time.GetTimestamp() < Volatile.Read(ref _shunnedUntil);

    private void Bypass(Exception reason)
    {
        Volatile.Write(ref _shunnedUntil, time.GetTimestamp() + (long)(BypassedFor.TotalSeconds * time.TimestampFrequency));
        LogBypassed(reason, BypassedFor);
    }

    /// <summary>The tag's line, and the body.</summary>
    private static byte[] Write(CachedResponse page) => [.. Encoding.ASCII.GetBytes(page.Tag), (byte)'\n', .. page.Body];

    private static CachedResponse Read(byte[] kept)
    {
        int end = kept.AsSpan().IndexOf((byte)'\n');
        if (end < 0) throw new InvalidDataException("What Redis holds under a page's key is no page.");
        return new CachedResponse(EntityTagHeaderValue.Parse(Encoding.ASCII.GetString(kept, 0, end)), kept[(end + 1)..]);
    }

    [LoggerMessage(LogLevel.Warning, "Redis does not answer; lists are read from the database for {Pause}")]
    private partial void LogBypassed(Exception reason, TimeSpan pause);
}
