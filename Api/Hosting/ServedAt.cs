using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RetailGrains.Api.Hosting;

/// <summary>The URL of the API for a user of this host.</summary>
internal static class ServedAt
{
    public static string Url(ApiOptions options)
    {
        bool isLocal = options.Host is null || IPAddress.IsLoopback(options.Host)
            || options.Host.Equals(IPAddress.Any) || options.Host.Equals(IPAddress.IPv6Any);
        string host = isLocal ? "localhost"
            : options.Host!.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{options.Host}]" : options.Host.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{(options.IsHttps ? "https" : "http")}://{host}:{options.Port}");
    }
}
