using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RetailGrains.ServiceDefaults;

/// <summary>Listens for HTTP on a process's address.</summary>
internal static class ListenAddresses
{
    /// <param name="kestrel">The server.</param>
    /// <param name="host">Null for any address; a loopback address stands for all of them.</param>
    /// <param name="port">The port.</param>
    /// <param name="secure">Configures HTTPS; null for HTTP.</param>
    public static void ListenAt(this KestrelServerOptions kestrel, IPAddress? host, int port, Action<ListenOptions>? secure = null)
    {
        kestrel.AddServerHeader = false;
        secure ??= _ => { };
        if (host is null) kestrel.ListenAnyIP(port, secure);
        else if (IPAddress.IsLoopback(host)) kestrel.ListenLocalhost(port, secure);
        else kestrel.Listen(host, port, secure);
    }
}
