using System.Net;
using System.Net.Sockets;
using RetailGrains.Hosting;

namespace RetailGrains.Silo.Hosting;

/// <summary>
/// Binds a port and releases it before anything else starts. Otherwise an occupied port would be detected only after the grains are active,
/// and the reason would be lost among their log lines.
/// </summary>
internal static class PortCheck
{
    /// <param name="portSetting">The setting with the port.</param>
    /// <param name="port">The port.</param>
    /// <param name="hostSetting">The setting with the address.</param>
    /// <param name="host">Null for any address; a loopback address stands for all of them.</param>
    /// <exception cref="StartupException">The process cannot listen there.</exception>
    public static void Require(string portSetting, int port, string hostSetting, IPAddress? host)
    {
        try
        {
            foreach (IPAddress address in AddressesOf(host)) Bind(address, port);
        }
        catch (SocketException e)
        {
            throw new StartupException(
                Reason(e.SocketErrorCode, portSetting, port, hostSetting, host) ?? $"{portSetting}={port}: {e.Message}.", e);
        }
    }

    private static string? Reason(SocketError error, string portSetting, int port, string hostSetting, IPAddress? host) => error switch
    {
        SocketError.AddressAlreadyInUse =>
            $"{portSetting}={port} is in use by another process: stop that process, or set {portSetting} to a free port.",
        SocketError.AccessDenied =>
            $"{portSetting}={port} may not be opened by this user: set {portSetting} to a port above 1023.",
        SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported =>
            $"{hostSetting}={host} is not an address of this machine: set it to one of its addresses, localhost or *.",
        _ => null,
    };

    private static IPAddress[] AddressesOf(IPAddress? host)
    {
        if (host is null) return [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];
        return IPAddress.IsLoopback(host) && HasIPv6Loopback() ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [host];
    }

    /// <summary>Containers often have no IPv6 loopback address, although the operating system supports the protocol.</summary>
    private static bool HasIPv6Loopback()
    {
        if (!Socket.OSSupportsIPv6) return false;
        try
        {
            Bind(IPAddress.IPv6Loopback, 0);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Bind(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen();
    }
}
