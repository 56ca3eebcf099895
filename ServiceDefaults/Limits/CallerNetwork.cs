using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace RetailGrains.ServiceDefaults.Limits;

/// <summary>
/// Identifies a host in limits. An IPv6 host usually holds a whole network of 64 bits, so that network counts as one host.
/// </summary>
internal readonly record struct CallerNetwork(AddressFamily Family, ulong Bits)
{
    /// <summary>The network of an address. Connections without an address, such as those of a test server, count as one host.</summary>
    public static CallerNetwork Of(IPAddress? address)
    {
        if (address is null) return default;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        return new CallerNetwork(address.AddressFamily, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
