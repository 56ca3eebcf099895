using Microsoft.Extensions.Options;
using RetailGrains.Streams;
using StackExchange.Redis;

namespace RetailGrains.Api.Caching;

/// <summary>Whether and where lists are cached.</summary>
internal sealed class CacheOptions
{
    /// <summary>Whether lists are cached for a moment. Default true. Environment: ENABLE_CACHING.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>A Redis in which all processes share the cache. Default none. Environment: REDIS_URL.</summary>
    public ConfigurationOptions? Redis { get; set; }
}

/// <summary>Reads <see cref="CacheOptions"/> from the configuration; an invalid setting stops the start with its name.</summary>
internal sealed class ReadCacheOptions(IConfiguration configuration) : IConfigureOptions<CacheOptions>
{
    public void Configure(CacheOptions options)
    {
        options.Enabled = configuration["ENABLE_CACHING"]?.ToUpperInvariant() switch
        {
            null or "" or "TRUE" or "1" => true,
            "FALSE" or "0" => false,
            _ => throw Unusable($"ENABLE_CACHING must be true or false, not '{configuration["ENABLE_CACHING"]}'."),
        };
        if (configuration["REDIS_URL"] is not { Length: > 0 } url) return;
        if (RedisUrl.ProblemOf(url) is { } problem) throw Unusable(problem);
        options.Redis = RedisUrl.Parse(url);
    }

    private static OptionsValidationException Unusable(string problem) => new(nameof(CacheOptions), typeof(CacheOptions), [problem]);
}
