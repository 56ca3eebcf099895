using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.Api.Answers;

namespace RetailGrains.Api.Limits;

/// <summary>A token bucket per caller: the token's subject, or the address without a valid token. Each process counts separately.</summary>
internal static class RateLimits
{
    public const string DownloadPolicy = "downloads";

    private const string UploadPolicy = "uploads";

    private static readonly TimeSpan Refill = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetrySoon = TimeSpan.FromSeconds(1);

    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(limiter => limiter.OnRejected = RefuseAsync);
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>((limiter, options) =>
        {
            LimitOptions limits = options.Value;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, CallerKey>(http => Bucket(http, limits));
            limiter.AddPolicy(UploadPolicy, http => AtOnce(http, limits.Uploads));
            limiter.AddPolicy(DownloadPolicy, http => AtOnce(http, limits.Downloads));
        });
    }

    /// <summary>Limits the concurrent uploads of a caller.</summary>
    public static TBuilder LimitUploads<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireRateLimiting(UploadPolicy);

    private static RateLimitPartition<CallerKey> AtOnce(HttpContext http, int permits) => RateLimitPartition.GetConcurrencyLimiter(
        CallerKey.Of(http), _ => new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = 0 });

    private static RateLimitPartition<CallerKey> Bucket(HttpContext http, LimitOptions limits)
    {
        CallerKey caller = CallerKey.Of(http);
        return RateLimitPartition.GetTokenBucketLimiter(caller, key => BucketOf(RateOf(key.Role, limits)));
    }

    private static TokenBucketRateLimiterOptions BucketOf(RateOptions rate)
    {
        int tokens = Math.Max(1, (int)(rate.PerSecond * Refill.TotalSeconds));
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = rate.Burst,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / rate.PerSecond),
            QueueLimit = 0,
            AutoReplenishment = false,
        };
    }

    private static RateOptions RateOf(string? role, LimitOptions limits) => role switch
    {
        Roles.Operator => limits.Operator,
        Roles.Producer => limits.Producer,
        Roles.Viewer => limits.Viewer,
        _ => limits.Anonymous,
    };

    private static Limit LimitOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == DownloadPolicy
            ? Limit.Downloads
            : Limit.Uploads;

    private static ValueTask RefuseAsync(OnRejectedContext context, CancellationToken cancel)
    {
        bool isRate = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after); // only token buckets report it
        context.HttpContext.RequestServices.GetRequiredService<LimitMeter>().Refused(isRate ? Limit.Rate : LimitOf(context.HttpContext));
        TimeSpan wait = after > RetrySoon ? after : RetrySoon;
        return new ValueTask(Problem.TooMany("Rate limit exceeded; nothing was recorded.", wait).ExecuteAsync(context.HttpContext));
    }
}
