using Microsoft.Extensions.Options;
using RetailGrains.Streams;
using StackExchange.Redis;

namespace RetailGrains.Api.Caching;

/// <summary>Whether lists are kept, and where.</summary>
internal sealed class CacheOptions
{
    /// <summary>Lists are kept for a moment. Default true. Environment: ENABLE_CACHING.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Cached in Redis too, for all processes. Default none. Environment: REDIS_URL.</summary>
    public ConfigurationOptions? Redis { get; set; }
}

/// <summary>Reads <see cref="CacheOptions"/> from the configuration; what can't be used stops the start and is named.</summary>
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
