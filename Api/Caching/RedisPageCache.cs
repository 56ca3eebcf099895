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
/// Caches pages in Redis. It only saves work: when Redis does not answer soon, the page is read from the database, and while Redis is down
/// no caller waits for it.
/// </summary>
/// <param name="options">The connection's options.</param>
/// <param name="store">Separates the pages of platforms that share a Redis.</param>
/// <param name="time">Measures the age of pages.</param>
/// <param name="logger">Reports that Redis does not answer.</param>
internal sealed partial class RedisPageCache(ConfigurationOptions options, string store, TimeProvider time, ILogger<RedisPageCache> logger)
{
    private readonly string _prefix = $"retail:list:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(store)))[..16]}:";

    private static readonly TimeSpan CallTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BypassedFor = TimeSpan.FromSeconds(5);

    private readonly Lazy<Task<ConnectionMultiplexer>> _connection = new(() => ConnectionMultiplexer.ConnectAsync(options));
    private long _skippedUntil;

    /// <summary>A page and its age.</summary>
    public sealed record Found(CachedResponse Page, TimeSpan Age);

    /// <summary>Null without Redis, or when caching is off.</summary>
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

    /// <summary>Null when the page is missing or Redis does not answer soon.</summary>
    public async Task<Found?> FindAsync(string key)
    {
        if (IsBypassed) return null;
        try
        {
            IDatabase redis = (await _connection.Value.WaitAsync(CallTimeout, time)).GetDatabase();
            RedisValueWithExpiry found = await redis.StringGetWithExpiryAsync(_prefix + key).WaitAsync(CallTimeout, time);
            return (byte[]?)found.Value is { } page && found.Expiry is { } rest ? new Found(Read(page), ListCache.MaxAge - rest) : null;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or InvalidDataException or FormatException)
        {
            Bypass(e);
            return null;
        }
    }

    /// <summary>Stores a page for as long as it may be served; does not wait for Redis.</summary>
    public void Keep(string key, CachedResponse page, TimeSpan age)
    {
        TimeSpan? left = ListCache.MaxAge - age;
        if (IsBypassed || left < TimeSpan.FromMilliseconds(1) || !_connection.Value.IsCompletedSuccessfully) return;
        _connection.Value.Result.GetDatabase().StringSet(_prefix + key, Write(page), left, When.Always, CommandFlags.FireAndForget);
    }

    private bool IsBypassed => time.GetTimestamp() < Volatile.Read(ref _skippedUntil);

    private void Bypass(Exception reason)
    {
        Volatile.Write(ref _skippedUntil, time.GetTimestamp() + (long)(BypassedFor.TotalSeconds * time.TimestampFrequency));
        LogBypassed(reason, BypassedFor);
    }

    /// <summary>The tag on the first line, then the body.</summary>
    private static byte[] Write(CachedResponse page) => [.. Encoding.ASCII.GetBytes(page.Tag), (byte)'\n', .. page.Body];

    private static CachedResponse Read(byte[] kept)
    {
        int end = kept.AsSpan().IndexOf((byte)'\n');
        if (end < 0) throw new InvalidDataException("The value under a page's key in Redis is not a page.");
        return new CachedResponse(EntityTagHeaderValue.Parse(Encoding.ASCII.GetString(kept, 0, end)), kept[(end + 1)..]);
    }

    [LoggerMessage(LogLevel.Warning, "Redis does not answer; lists are read from the database for {Delay}")]
    private partial void LogBypassed(Exception reason, TimeSpan delay);
}
