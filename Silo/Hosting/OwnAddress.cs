using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace RetailGrains.Silo.Hosting;

/// <summary>An address of this host.</summary>
/// <param name="Value">The address.</param>
/// <param name="HasGateway">Whether its interface leads to other networks.</param>
internal sealed record HostAddress(IPAddress Value, bool HasGateway);

/// <summary>
/// Finds the address at which other hosts reach this one, for containers whose address is known only at run time. It prefers an interface
/// with a gateway, and IPv4 to IPv6.
/// </summary>
internal static class OwnAddress
{
    /// <returns>Null when the host has only loopback and link-local addresses.</returns>
    public static IPAddress? Find() => Choose(NetworkInterface.GetAllNetworkInterfaces()
        .Where(one => one.OperationalStatus == OperationalStatus.Up)
        .Select(one => one.GetIPProperties())
        .SelectMany(one => one.UnicastAddresses.Select(address => new HostAddress(address.Address, one.GatewayAddresses.Count > 0))));

    internal static IPAddress? Choose(IEnumerable<HostAddress> addresses) => addresses
        .Where(one => !IPAddress.IsLoopback(one.Value) && !one.Value.IsIPv6LinkLocal && !IsLinkLocal(one.Value))
        .OrderByDescending(one => one.HasGateway)
        .ThenByDescending(one => one.Value.AddressFamily == AddressFamily.InterNetwork)
        .FirstOrDefault()?.Value;

    /// <summary>169.254.0.0/16: an interface assigns itself such an address when nothing else does.</summary>
    private static bool IsLinkLocal(IPAddress address) => address.GetAddressBytes() is [169, 254, _, _];
}
