using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace RetailGrains.Silo.Operations;

/// <summary>What a silo's port for operations takes from anyone. Its callers are probes, a scraper and a browser or two.</summary>
internal static class OperationsLimits
{
    /// <summary>A form of Orleans' dashboard is the largest.</summary>
    private const long LargestBody = 64 * 1024;

    private const int Connections = 200;
    private const int PerSecond = 50;
    private const int Burst = 200;

    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(15);

    public static void AddOperationsLimits(this IServiceCollection services)
    {
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxConcurrentConnections = Connections;
            kestrel.Limits.RequestHeadersTimeout = HeadTimeout;
        });
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            // Of one address; the limiter lets go of those that no longer come.
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
                RateLimitPartition.GetTokenBucketLimiter($"{http.Connection.RemoteIpAddress}", _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = Burst,
                    TokensPerPeriod = PerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }));
        });
    }

    /// <summary>Before anything else.</summary>
    public static void UseOperationsLimits(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            IHeaderDictionary headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            // Orleans' dashboard runs its scripts and styles from here, some of them inline.
            headers.ContentSecurityPolicy = "frame-ancestors 'none'; object-src 'none'; base-uri 'self'";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-store";
            return next(http);
        });
        app.UseRateLimiter();
    }
}
