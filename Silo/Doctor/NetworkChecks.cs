using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Silo.Doctor;

/// <summary>Checks which ports listen beyond this host and how they are protected.</summary>
internal static class NetworkChecks
{
    /// <summary>A network of this size or larger contains more hosts than proxies.</summary>
    private const int WideIpv4 = 24, WideIpv6 = 64;

    private static readonly string[] Certificate = [.. CertificateSettings.Cluster.Names];

    /// <summary>For a process that is a silo, hosts one, or calls one.</summary>
    public static Finding Cluster(IConfiguration configuration)
    {
        const string check = "cluster";
        string address = configuration["SILO_ADDRESS"] is { Length: > 0 } text ? text : "127.0.0.1";
        bool local = IsLoopback(address);
        string[] missing = Array.FindAll(Certificate, name => string.IsNullOrEmpty(configuration[name]));
        if (missing.Length == 0) return Finding.Ok(check, "silos and APIs authenticate each other by TLS.");
        if (missing.Length < Certificate.Length) return Finding.Fail(check, $"{string.Join(" and ", missing)} must be set too.");
        if (local && !configuration.IsPod()) return Finding.Ok(check, $"SILO_ADDRESS={address} is reached from this host only.");
        string danger = $"SILO_ADDRESS={address} without TLS: anyone who can reach SILO_PORT or GATEWAY_PORT acts as an operator.";
        return IsTrue(configuration[ClusterTlsSettings.AllowPlaintext])
            ? Finding.Warn(check, $"{danger} A network policy must keep others out.")
            : Finding.Fail(check, $"{danger} Set {string.Join(", ", Certificate)}.");
    }

    /// <summary>Checks a port that serves HTTP.</summary>
    public static Finding Http(IConfiguration configuration, string prefix, string defaultHost)
    {
        string check = prefix.ToLowerInvariant(), hostSetting = $"{prefix}_HOST";
        string host = configuration[hostSetting] is { Length: > 0 } text ? text : defaultHost;
        if (IsLoopback(host)) return Finding.Ok(check, $"{hostSetting}={host} is reached from this host only.");
        if (configuration[$"{prefix}_TLS_CERT"] is { Length: > 0 }) return Finding.Ok(check, $"{hostSetting}={host} with HTTPS.");
        string cure = $"set {prefix}_TLS_CERT and {prefix}_TLS_KEY, or have a proxy end TLS and keep others from this port";
        return Finding.Warn(check, $"{hostSetting}={host} without HTTPS: {cure}.");
    }

    public static IEnumerable<Finding> Proxies(IConfiguration configuration)
    {
        const string check = "proxies";
        int found = 0;
        foreach (string proxy in configuration.GetSection("Limits:TrustedProxies").GetChildren().Select(one => one.Value ?? ""))
        {
            if (!IPNetwork.TryParse(proxy, out IPNetwork network)) continue; // the start refuses it anyway
            bool wide = network.PrefixLength <= (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? WideIpv4 : WideIpv6);
            if (!wide) continue;
            found++;
            string text = $"Limits:TrustedProxies has {proxy}: every host in it can forge the address that the limits and the audit see. "
                + "Name individual proxies.";
            yield return network.PrefixLength == 0 ? Finding.Fail(check, text) : Finding.Warn(check, text);
        }

        if (found == 0) yield return Finding.Ok(check, "Limits:TrustedProxies contains no large network.");
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsTrue(string? value) => bool.TryParse(value, out bool parsed) && parsed;
}
