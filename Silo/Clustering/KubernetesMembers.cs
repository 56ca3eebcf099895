using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// On Kubernetes a silo has the name and address of its pod. Either Orleans' hosting package sets them and also watches the pods through
/// the Kubernetes API, or this program reads them from the environment and needs no access to that API.
/// docs/decisions/0004-kubernetes-hosting.md has the reasons for both.
/// </summary>
internal static class KubernetesMembers
{
    private const string Switch = "ORLEANS_KUBERNETES_HOSTING";

    /// <summary>Whether this process runs in a pod whose deployment passes the pod's name; see the deployment guide.</summary>
    public static bool IsPod(this IConfiguration configuration) =>
        configuration["KUBERNETES_SERVICE_HOST"] is { Length: > 0 } && configuration["POD_NAME"] is { Length: > 0 };

    /// <summary>Whether Orleans' hosting package is used in this pod: yes, unless ORLEANS_KUBERNETES_HOSTING is <c>false</c>.</summary>
    public static bool HasKubernetesHosting(this IConfiguration configuration) =>
        configuration.IsPod() && !(bool.TryParse(configuration[Switch], out bool isOn) && !isOn);

    /// <summary>Gives the silo its pod's name and address; it listens on all addresses of the pod.</summary>
    public static ISiloBuilder UsePodIdentity(this ISiloBuilder silo, IConfiguration configuration)
    {
        silo.Configure<SiloOptions>(options => options.SiloName = configuration["POD_NAME"]!);
        silo.Services.AddOptions<EndpointOptions>().PostConfigure(endpoints =>
        {
            IPAddress any = endpoints.AdvertisedIPAddress is { AddressFamily: AddressFamily.InterNetworkV6 }
                ? IPAddress.IPv6Any
                : IPAddress.Any;
            endpoints.SiloListeningEndpoint ??= new IPEndPoint(any, endpoints.SiloPort);
            endpoints.GatewayListeningEndpoint ??= new IPEndPoint(any, endpoints.GatewayPort);
        });
        return silo;
    }

    /// <summary>POD_IP. When the deployment does not pass it, null, and Orleans detects the address.</summary>
    public static IPAddress? AddressOfPod(this IConfiguration configuration) =>
        configuration.AddressOfPodText() is { } address ? IPAddress.Parse(address) : null;

    /// <summary>The problem with the pod's environment, or null.</summary>
    public static string? ProblemOfPod(this IConfiguration configuration)
    {
        if (!configuration.IsPod()) return null;
        if (configuration[Switch] is { Length: > 0 } hosting && !bool.TryParse(hosting, out _))
            return $"{Switch} must be true or false, not '{hosting}'.";
        if (configuration.AddressOfPodText() is null && !configuration.HasKubernetesHosting())
            return $"POD_IP must be set when {Switch} is false: take it from the field status.podIP.";
        if (configuration.AddressOfPodText() is { } address && !IPAddress.TryParse(address, out _))
            return $"POD_IP must be the pod's IP address, not '{address}': take it from the field status.podIP.";
        return configuration["ORLEANS_SERVICE_ID"] is { Length: > 0 } id && id != ClusterIdentity.ServiceId
            ? $"ORLEANS_SERVICE_ID must be {ClusterIdentity.ServiceId}, not '{id}': what Orleans stores belongs to that service."
            : null;
    }

    private static string? AddressOfPodText(this IConfiguration configuration) =>
        configuration["POD_IP"] is { Length: > 0 } text ? text : null;
}
