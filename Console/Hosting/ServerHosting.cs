using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RetailGrains.ServiceDefaults;
using RetailGrains.ServiceDefaults.Limits;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.ServiceDefaults.Metrics;
using RetailGrains.ServiceDefaults.Tracing;

namespace RetailGrains.WebConsole.Hosting;

/// <summary>Configures the host of the console as a separate process. Hosted by the API, the API's own configuration applies.</summary>
internal static class ServerHosting
{
    /// <summary>The maximum number of connections, in total and of one address that is not a trusted proxy.</summary>
    public const int Connections = 10_000, ConnectionsPerAddress = 1_000;

    /// <summary>The refill rate and burst size of requests per address. A page loads some dozens of files once.</summary>
    public const int PerSecond = 100, Burst = 500;

    private const string OneYear = "max-age=31536000";

    /// <summary>The latency of the API, as the console sees it.</summary>
    private const string Calls = "System.Net.Http";

    /// <summary>Configures the ports, the log, metrics and traces.</summary>
    public static void ConfigureServer(this WebApplicationBuilder builder, ConsoleServer server)
    {
        builder.Services.AddOptions<KestrelServerOptions>().Configure<ILogger<ConnectionLimiter>>(
            (kestrel, logger) => Listen(kestrel, server, logger));
        builder.UseLogFormat(IsBug);
        builder.Services.AddOptions<LoggerFilterOptions>().Configure(filters =>
        {
            // A start that fails prints one line; the host would log a stack.
            filters.Rules.Insert(0, new LoggerFilterRule(null, "Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None, null));
            filters.FilterBy(server.LogLevel);
        });
        builder.Services.AddRequestRate(PerSecond, Burst, http => CallerNetwork.Of(http.Connection.RemoteIpAddress));
        builder.Services.AddMetricsPage(Calls);
        builder.AddTracing("retail-console", ProgramSpans.None);
    }

    /// <summary>Add this before everything else: it determines the address and the scheme of a request.</summary>
    public static void UseServer(this WebApplication app, ConsoleServer server)
    {
        app.MapWhen(http => http.Connection.LocalPort == server.OperationsPort, operations =>
        {
            operations.UseRouting();
            operations.UseEndpoints(endpoints => endpoints.MapMetricsPage());
        });
        app.UseTrustedProxies(server.Proxies, ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        app.UseRateLimiter();
        // Not in Development, because all programs share the host name localhost.
        if (app.Environment.IsDevelopment()) return;
        app.Use((http, next) =>
        {
            if (http.Request.IsHttps) http.Response.Headers.StrictTransportSecurity = OneYear;
            return next(http);
        });
    }

    private static void Listen(KestrelServerOptions kestrel, ConsoleServer server, ILogger logger)
    {
        kestrel.Limits.MaxConcurrentConnections = Connections;
        var limiter = new ConnectionLimiter(ConnectionsPerAddress, ProxyNetworks.Parse(server.Proxies));
        kestrel.ListenAt(server.Host, server.Port, Limit);
        kestrel.ListenAt(server.OperationsHost, server.OperationsPort, Limit);

        void Limit(ListenOptions port) =>
            port.Limit(limiter, address => ConnectionLimiting.LogRefused(logger, address, "Limits:TrustedProxies are exempt"));
    }

    /// <summary>An API that cannot be reached is no bug of the console.</summary>
    private static bool IsBug(Exception failure) =>
        failure is not (HttpRequestException or IOException or SocketException or TimeoutException or OperationCanceledException);
}

/// <summary>Log messages of the console's server.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(LogLevel.Information, "The console is at {Address}; its API is {Api}")]
    public static partial void LogServing(ILogger logger, Uri address, Uri api);
}
