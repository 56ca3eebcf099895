using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.Memory;
using RetailGrains.Limits;

namespace RetailGrains.WebConsole.Hosting;

/// <summary>Configures the host of the console as a separate process. Hosted by the API, the API's own configuration applies.</summary>
internal static class ServerHosting
{
    private const string OneYear = "max-age=31536000";
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Configures the port and the log.</summary>
    public static void ConfigureServer(this WebApplicationBuilder builder, ConsoleServer server)
    {
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, server));
        // The lowest precedence of all sources: the section Logging overrides each of these.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(
            0, new MemoryConfigurationSource { InitialData = LogDefaults(server.LogLevel, builder.Environment.IsDevelopment()) });
    }

    /// <summary>Add this before everything else: it determines the address and the scheme of a request.</summary>
    public static void UseServer(this WebApplication app, ConsoleServer server)
    {
        if (server.Proxies.Length > 0) app.UseForwardedHeaders(Forwarded(server.Proxies));
        foreach ((int index, string proxy) in server.Proxies.Index())
            if (ProxyNetworks.WarningOf(index, proxy) is { } warning) ServerLog.LogWideNetwork(app.Logger, warning);
        // Not in Development, because all programs share the host name localhost.
        if (app.Environment.IsDevelopment()) return;
        app.Use((http, next) =>
        {
            if (http.Request.IsHttps) http.Response.Headers.StrictTransportSecurity = OneYear;
            return next(http);
        });
    }

    private static void Listen(KestrelServerOptions kestrel, ConsoleServer server)
    {
        kestrel.AddServerHeader = false;
        if (server.Host is null) kestrel.ListenAnyIP(server.Port);
        else if (IPAddress.IsLoopback(server.Host)) kestrel.ListenLocalhost(server.Port);
        else kestrel.Listen(server.Host, server.Port);
    }

    private static ForwardedHeadersOptions Forwarded(string[] proxies)
    {
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null, // follow the chain through all trusted proxies
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (string proxy in proxies)
            if (ProxyNetworks.TryParse(proxy, out System.Net.IPNetwork network)) forwarded.KnownIPNetworks.Add(network);
        return forwarded;
    }

    private static Dictionary<string, string?> LogDefaults(LogLevel level, bool isDevelopment)
    {
        // ASP.NET Core would log each request with its query, which at the end of a sign-in has the issuer's code.
        string frameworks = (level == LogLevel.Information ? LogLevel.Warning : level).ToString();
        return new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = level.ToString(),
            ["Logging:LogLevel:Microsoft.AspNetCore"] = frameworks,
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = frameworks,
            // A start that fails prints one line; the host would log a stack.
            ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = nameof(LogLevel.None),
            ["Logging:Console:LogToStandardErrorThreshold"] = nameof(LogLevel.Trace),
            ["Logging:Console:FormatterName"] = isDevelopment ? "simple" : "json",
            ["Logging:Console:FormatterOptions:TimestampFormat"] = isDevelopment ? Time + " " : Time,
            ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
        };
    }
}

/// <summary>Log messages of the console's server.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(LogLevel.Information, "The console is at {Address}; its API is {Api}")]
    public static partial void LogServing(ILogger logger, string address, Uri api);

    [LoggerMessage(LogLevel.Warning, "{Problem}")]
    public static partial void LogWideNetwork(ILogger logger, string problem);
}
