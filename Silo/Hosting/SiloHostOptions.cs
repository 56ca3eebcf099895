using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.ServiceDefaults.Settings;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Silo.Hosting;

/// <summary>Options of a silo's ports. On Kubernetes the pod's address replaces <see cref="Address"/>.</summary>
internal sealed class SiloHostOptions
{
    /// <summary>
    /// The address on which the silo listens and at which other silos and the API reach it. Default 127.0.0.1, which suffices while all of
    /// them run on one host. Environment: SILO_ADDRESS, an IP address or <c>auto</c> (<see cref="OwnAddress"/>).
    /// </summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The port for other silos. Default 11111. Environment: SILO_PORT.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>
    /// The port on which the silo listens for other silos, when a relay or a container's port mapping makes it differ from the advertised
    /// one. Default <see cref="SiloPort"/>. Environment: SILO_LISTEN_PORT.
    /// </summary>
    public int SiloListenPort { get; set; } = 11111;

    /// <summary>The port for the API. Default 30000. Environment: GATEWAY_PORT.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// The address of the operations port; null: any. Default loopback, and any on Kubernetes, whose probes come from outside the pod. When
    /// the key of tokens was created at the start, only loopback is allowed. Environment: OPS_HOST, an address, <c>localhost</c> or
    /// <c>*</c>.
    /// </summary>
    public IPAddress? OperationsHost { get; set; }

    /// <summary>The operations port: /health, /ready, /metrics, /dashboard. Default 8081. Environment: OPS_PORT.</summary>
    public int OperationsPort { get; set; } = 8081;

    /// <summary>The minimum level that is logged. Default Information. Environment: LOG_LEVEL.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;
}

/// <summary>Reads <see cref="SiloHostOptions"/> from the configuration; an invalid setting stops the start with its name.</summary>
internal sealed class ReadSiloHostOptions(
    IConfiguration configuration, IHostEnvironment environment, IOptions<AccessOptions> access) : IConfigureOptions<SiloHostOptions>
{
    public void Configure(SiloHostOptions options)
    {
        var settings = new SettingReader(configuration);
        options.SiloPort = settings.Port("SILO_PORT", options.SiloPort);
        options.SiloListenPort = settings.Port("SILO_LISTEN_PORT", options.SiloPort);
        options.GatewayPort = settings.Port("GATEWAY_PORT", options.GatewayPort);
        options.OperationsPort = settings.Port("OPS_PORT", options.OperationsPort);
        options.OperationsHost = settings.Host(
            "OPS_HOST", onlyLoopback: access.Value.HasMadeKey, otherwise: configuration.IsPod() ? "*" : "localhost");
        options.LogLevel = settings.LogLevel();
        options.Address = AddressOf(settings) ?? options.Address;
        if (settings.Text("DATABASE_URL") is null)
            settings.Add(
                "DATABASE_URL must name the cluster's PostgreSQL database, such as postgresql://user:password@host:5432/database.");
        if (configuration.ProblemOfPod() is { } problem) settings.Add(problem);
        if (configuration.ProblemOfClusterId() is { } wrong) settings.Add(wrong);
        RequireDifferentPorts(options, settings);
        bool hasTls = settings.CheckClusterTls(configuration, ClusterTls.OfSilo);
        settings.RequireTlsBeyondHost(configuration, environment, options.Address, hasTls);
        HttpsCertificate.Check(CertificateSettings.Operations, configuration, settings);
        settings.ThrowIfWrong<SiloHostOptions>();
    }

    private static void RequireDifferentPorts(SiloHostOptions options, SettingReader settings)
    {
        (string Name, int Port)[] ports =
            [("SILO_PORT", options.SiloListenPort), ("GATEWAY_PORT", options.GatewayPort), ("OPS_PORT", options.OperationsPort)];
        foreach (IGrouping<int, (string Name, int Port)> same in ports.GroupBy(port => port.Port).Where(same => same.Count() > 1))
            settings.Add($"{string.Join(" and ", same.Select(port => port.Name))} are both {same.Key}: each needs a separate port.");
    }

    private static IPAddress? AddressOf(SettingReader settings)
    {
        if (settings.Text("SILO_ADDRESS") is not { } text) return null;
        if (text == "auto")
        {
            if (OwnAddress.Find() is { } own) return own;
            settings.Add("SILO_ADDRESS=auto finds no address of this host but loopback ones: set it to an IP address.");
            return null;
        }

        if (IPAddress.TryParse(text, out IPAddress? address) && !IPAddress.Any.Equals(address) && !IPAddress.IPv6Any.Equals(address))
            return address;
        settings.Add($"SILO_ADDRESS must be auto, or an IP address of this host at which others reach it, not '{text}'.");
        return null;
    }
}
