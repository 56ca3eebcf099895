using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RetailGrains.ServiceDefaults.Limits;

/// <summary>
/// Proxies whose <c>X-Forwarded-For</c> the API, and the console as a separate process, trust. A host in such a network can claim any
/// address in limits, delays and the audit, so each network should be one host.
/// </summary>
internal static class ProxyNetworks
{
    /// <summary>Parses a network; a plain address is a network of one host.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address)) return IPNetwork.TryParse(text, out network);
        network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }

    /// <summary>Parses networks, without those that are invalid: the start reports them.</summary>
    public static IPNetwork[] Parse(IEnumerable<string> texts)
    {
        List<IPNetwork> networks = [];
        foreach (string text in texts)
            if (TryParse(text, out IPNetwork network)) networks.Add(network);
        return [.. networks];
    }

    /// <summary>Why a setting is invalid; null when it is valid.</summary>
    public static string? ProblemOf(int index, string text)
    {
        if (!TryParse(text, out IPNetwork network))
            return Line(index, $"must be a proxy's address such as 10.0.0.5, or a network such as 10.0.0.0/28, not '{text}'.");
        return network.PrefixLength == 0
            ? Line(index, $"must not contain every address, as '{text}' does: any host could then claim any address.")
            : null;
    }

    /// <summary>The warning at the start; null when the network has few addresses: 256, or one IPv6 subnet.</summary>
    public static string? WarningOf(int index, string text)
    {
        if (!TryParse(text, out IPNetwork network)) return null;
        int least = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 24 : 64;
        return network.PrefixLength >= least
            ? null
            : Line(
                index,
                $"trusts all of {text}: every host in it can claim any address, and so evade limits and delays. "
                + "Name the proxies' own addresses.");
    }

    private static string Line(int index, string says) =>
        string.Create(CultureInfo.InvariantCulture, $"Limits:TrustedProxies:{index} {says}");
}
