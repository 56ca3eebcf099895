using System.Net;
using System.Net.Sockets;

namespace RetailGrains.ServiceDefaults.Limits;

/// <summary>Identifies a host in limits.</summary>
internal static class CallerNetwork
{
    /// <summary>
    /// The text that identifies an address in limits. An IPv6 caller usually holds a whole /64 network, so that network counts as one
    /// address.
    /// </summary>
    public static string Of(IPAddress? address)
    {
        if (address is null) return "unknown";
        address = Unmapped(address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        byte[] bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return $"{new IPAddress(bytes)}/64";
    }

    /// <summary>The IPv4 address that an IPv6 socket shows as an IPv6 address.</summary>
    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
