using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using RetailGrains.Access;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Silo.Operations;

/// <summary>
/// Limits of the operations port. Its callers are probes, a scraper and operators' browsers, so the limits are not configurable.
/// </summary>
internal static class OperationsLimits
{
    /// <summary>The refill rate and burst size per caller. The dashboard's page loads dozens of files.</summary>
    public const int PerSecond = 50, Burst = 200;

    public const int Connections = 1_000;

    /// <summary>No endpoint here reads a body.</summary>
    public const int MaxBody = 64 * 1024;

    public static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(130);
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);

    private const string Dashboard = "/dashboard";

    // The dashboard's page may load from and call this server only. It sets styles from its script.
    private const string DashboardPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; frame-ancestors 'none'; base-uri 'self'";

    public static void AddOperationsLimits(this IServiceCollection services)
    {
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy { Timeout = RequestTimeout });
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (context, _) =>
            {
                context.HttpContext.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
                http => RateLimitPartition.GetTokenBucketLimiter(NameOf(http), _ => Bucket));
        });
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxConcurrentConnections = Connections;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Limits.RequestHeadersTimeout = HeadTimeout;
            kestrel.Limits.KeepAliveTimeout = IdleTimeout;
        });
    }

    /// <summary>Add this before all other middleware.</summary>
    public static void UseOperationsHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        SecurityHeaders.Apply(http.Response);
        if (http.Request.Path.StartsWithSegments(Dashboard, StringComparison.OrdinalIgnoreCase))
            http.Response.Headers.ContentSecurityPolicy = DashboardPolicy;
        return next(http);
    });

    private static TokenBucketRateLimiterOptions Bucket { get; } = new()
    {
        TokenLimit = Burst,
        TokensPerPeriod = PerSecond / 10,
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
        QueueLimit = 0,
        AutoReplenishment = false,
    };

    private static string NameOf(HttpContext http) => Caller.NameOf(http.User) ?? SignIn.Network(http.Connection.RemoteIpAddress);
}
