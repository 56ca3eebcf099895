using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RetailGrains.ServiceDefaults;

/// <summary>Listens for HTTP on a process's address.</summary>
internal static class ListenAddresses
{
    /// <param name="kestrel">The server.</param>
    /// <param name="host">Null for any address; a loopback address stands for all of them.</param>
    /// <param name="port">The port.</param>
    /// <param name="configure">Configures its connections, such as TLS.</param>
    public static void ListenAt(this KestrelServerOptions kestrel, IPAddress? host, int port, Action<ListenOptions> configure)
    {
        kestrel.AddServerHeader = false;
        if (host is null) kestrel.ListenAnyIP(port, configure);
        else if (IPAddress.IsLoopback(host)) kestrel.ListenLocalhost(port, configure);
        else kestrel.Listen(host, port, configure);
    }
}
