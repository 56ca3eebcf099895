using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RetailGrains.Api.Limits;

/// <summary>
/// Proxies whose <c>X-Forwarded-For</c> is believed. Whoever has an address among them may claim to be any other, in limits, delays and the
/// audit: so each should be one host.
/// </summary>
internal static class ProxyNetworks
{
    /// <summary>An address is a network of one.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address)) return IPNetwork.TryParse(text, out network);
        network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }

    /// <summary>Why a setting can't be used; null when it can.</summary>
    public static string? ProblemOf(int index, string text)
    {
        if (!TryParse(text, out IPNetwork network))
            return Line(index, $"must be a proxy's address such as 10.0.0.5, or a network such as 10.0.0.0/28, not '{text}'.");
        return network.PrefixLength == 0
            ? Line(index, $"must not be every address, as '{text}' is: anybody could claim any address then.")
            : null;
    }

    /// <summary>What to warn of at the start; null when there are few addresses: 256, or one subnet of IPv6.</summary>
    public static string? WarningOf(int index, string text)
    {
        if (!TryParse(text, out IPNetwork network)) return null;
        int least = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 24 : 64;
        return network.PrefixLength >= least
            ? null
            : Line(
                index,
                $"trusts all of {text}: every host there can claim any address, and escape limits and delays. "
                + "Give the proxies' own addresses.");
    }

    private static string Line(int index, string says) =>
        string.Create(CultureInfo.InvariantCulture, $"Limits:TrustedProxies:{index} {says}");
}
