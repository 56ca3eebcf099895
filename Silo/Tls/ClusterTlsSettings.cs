using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using RetailGrains.Hosting;
using RetailGrains.ServiceDefaults.Settings;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Silo.Tls;

/// <summary>The TLS settings of a cluster.</summary>
internal static class ClusterTlsSettings
{
    public const string Name = "SILO_TLS_NAME";
    public const string AllowPlaintext = "SILO_ALLOW_PLAINTEXT";

    /// <summary>The settings of silos and of APIs, which are their clients.</summary>
    public static string[] All { get; } = [.. CertificateSettings.Cluster.Names, Name];

    /// <summary>Loads the certificate of this process in the cluster; null when none is configured.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="needs">The requirements of the certificate of this kind of process.</param>
    /// <exception cref="StartupException">The settings are invalid.</exception>
    public static ReloadedCertificate? LoadClusterCertificate(this IConfiguration configuration, Func<string, CertificateNeeds> needs) =>
        CertificateFiles.Of(CertificateSettings.Cluster, configuration) is { } files
            ? new ReloadedCertificate(files, needs(configuration.TlsName()), TimeProvider.System)
            : null;

    /// <summary>The part of the certificates' names that all processes of the cluster share.</summary>
    public static string TlsName(this IConfiguration configuration)
    {
        if (configuration[Name] is { Length: > 0 } name)
            return IsDnsName(name) ? name : throw new StartupException($"{Name} must be a DNS name such as retail.example, not '{name}'.");
        string cluster = ClusterIdentity.ClusterIdOf(configuration);
        return IsDnsName(cluster) ? cluster
            : throw new StartupException(
                $"{Name} must be set to a DNS name, because its default, ORLEANS_CLUSTER_ID={cluster}, is not one.");
    }

    /// <summary>Reports the problems of the settings and their files.</summary>
    /// <returns>Whether TLS is on.</returns>
    public static bool CheckClusterTls(this SettingReader settings, IConfiguration configuration, Func<string, CertificateNeeds> needs)
    {
        try
        {
            return configuration.LoadClusterCertificate(needs) is not null;
        }
        catch (StartupException e)
        {
            settings.Add(e.Message);
            return true;
        }
    }

    /// <summary>
    /// Outside Development a silo that other hosts can reach must have TLS, unless its operator declares that it needs none: a process that
    /// reaches its ports can call every grain.
    /// </summary>
    public static void RequireTlsBeyondHost(
        this SettingReader settings, IConfiguration configuration, IHostEnvironment environment, IPAddress address, bool hasTls)
    {
        bool isAllowed = settings.Flag(AllowPlaintext, otherwise: false);
        bool isPod = configuration.IsPod();
        if (hasTls || isAllowed || environment.IsDevelopment() || (!isPod && IPAddress.IsLoopback(address))) return;
        string reached = isPod ? $"The silo of POD_NAME={configuration["POD_NAME"]}" : $"SILO_ADDRESS={address}";
        settings.Add($"{reached} is reached from other hosts, and without TLS anyone who can reach it can call every grain: set "
            + $"{string.Join(", ", CertificateSettings.Cluster.Names)}, or {AllowPlaintext}=true where the network keeps others out.");
    }

    private static bool IsDnsName(string name) => name.Length <= 240 && Uri.CheckHostName(name) == UriHostNameType.Dns;
}
