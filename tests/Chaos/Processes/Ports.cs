using System.Net;
using System.Net.Sockets;

namespace RetailGrains.Tests.Chaos.Processes;

/// <summary>Ports on 127.0.0.1.</summary>
internal static class Ports
{
    /// <summary>So many that nobody uses now; none of them twice.</summary>
    public static int[] Free(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        int[] ports = Array.ConvertAll(listeners, listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        foreach (TcpListener listener in listeners) listener.Dispose();
        return ports;
    }
}
