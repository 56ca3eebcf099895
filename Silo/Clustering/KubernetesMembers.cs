using System.Net;
using Microsoft.Extensions.Configuration;
using Orleans.Configuration;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// On Kubernetes a silo is its pod: the pod's name and address are the silo's, the environment names the cluster, and pods that Kubernetes
/// has deleted count as dead silos at once.
/// </summary>
internal static class KubernetesMembers
{
    /// <summary>Whether this process runs in a pod whose deployment hands on the pod's name; the deployment guide says how.</summary>
    public static bool IsPod(this IConfiguration configuration) =>
        configuration["KUBERNETES_SERVICE_HOST"] is { Length: > 0 } && configuration["POD_NAME"] is { Length: > 0 };

    /// <summary>POD_IP; null when it is not handed on: Orleans then takes the address that it finds.</summary>
    public static IPAddress? AddressOfPod(this IConfiguration configuration) =>
        configuration["POD_IP"] is { Length: > 0 } address ? IPAddress.Parse(address) : null;

    /// <summary>What is wrong with the pod's environment, or null.</summary>
    public static string? ProblemOfPod(this IConfiguration configuration)
    {
        if (!configuration.IsPod()) return null;
        if (configuration["POD_IP"] is { Length: > 0 } address && !IPAddress.TryParse(address, out _))
            return $"POD_IP must be the pod's IP address, not '{address}': take it from the field status.podIP.";
        return configuration["ORLEANS_SERVICE_ID"] is { Length: > 0 } id && id != ClusterIdentity.ServiceId
            ? $"ORLEANS_SERVICE_ID must be {ClusterIdentity.ServiceId}, not '{id}': what Orleans stores belongs to that service."
            : null;
    }
}
