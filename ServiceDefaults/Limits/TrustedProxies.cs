using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging;

namespace RetailGrains.ServiceDefaults.Limits;

/// <summary>Reads what trusted proxies forward.</summary>
internal static partial class TrustedProxies
{
    /// <summary>
    /// Takes a request's address, and what else the headers contain, from trusted proxies. Logs a warning for each network with many hosts.
    /// </summary>
    /// <param name="app">The server.</param>
    /// <param name="proxies">The settings Limits:TrustedProxies:*; see <see cref="ProxyNetworks"/>. Without any, no header is read.</param>
    /// <param name="headers">The headers that are read.</param>
    public static void UseTrustedProxies(this WebApplication app, string[] proxies, ForwardedHeaders headers)
    {
        if (proxies.Length == 0) return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = headers,
            ForwardLimit = null, // follow the chain through all trusted proxies
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (System.Net.IPNetwork network in ProxyNetworks.Parse(proxies)) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
        foreach ((int index, string proxy) in proxies.Index())
            if (ProxyNetworks.WarningOf(index, proxy) is { } warning) LogWideNetwork(app.Logger, warning);
    }

    [LoggerMessage(LogLevel.Warning, "{Problem}")]
    private static partial void LogWideNetwork(ILogger logger, string problem);
}
