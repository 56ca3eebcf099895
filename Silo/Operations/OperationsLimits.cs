using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetailGrains.Access;
using RetailGrains.ServiceDefaults.Limits;
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

    /// <summary>The maximum number of connections of one address.</summary>
    public const int ConnectionsPerAddress = 100;

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
        services.AddRequestRate(PerSecond, Burst, NameOf);
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxConcurrentConnections = Connections;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Limits.RequestHeadersTimeout = HeadTimeout;
            kestrel.Limits.KeepAliveTimeout = IdleTimeout;
        });
    }

    /// <summary>Limits the connections of one address.</summary>
    public static void LimitOperationsConnections(this ListenOptions listen, IServiceProvider services)
    {
        ILogger logger = services.GetRequiredService<ILogger<ConnectionLimiter>>();
        listen.Limit(
            new ConnectionLimiter(ConnectionsPerAddress, exempt: []),
            address => ConnectionLimiting.LogRefused(logger, address, "operations port"));
    }

    /// <summary>Add this before all other middleware.</summary>
    public static void UseOperationsHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        SecurityHeaders.Apply(http.Response);
        if (http.Request.Path.StartsWithSegments(Dashboard, StringComparison.OrdinalIgnoreCase))
            http.Response.Headers.ContentSecurityPolicy = DashboardPolicy;
        return next(http);
    });

    private static string NameOf(HttpContext http) => Caller.NameOf(http.User) ?? CallerNetwork.Of(http.Connection.RemoteIpAddress);
}
