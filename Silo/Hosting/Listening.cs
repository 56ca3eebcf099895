using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RetailGrains.Silo.Hosting;

/// <summary>Where a process listens for HTTP.</summary>
internal static class Listening
{
    /// <param name="kestrel">The server.</param>
    /// <param name="host">Null for any address; one of the loopback addresses stands for all of them.</param>
    /// <param name="port">The port.</param>
    public static void ListenAt(this KestrelServerOptions kestrel, IPAddress? host, int port)
    {
        kestrel.AddServerHeader = false;
        if (host is null) kestrel.ListenAnyIP(port);
        else if (IPAddress.IsLoopback(host)) kestrel.ListenLocalhost(port);
        else kestrel.Listen(host, port);
    }
}
