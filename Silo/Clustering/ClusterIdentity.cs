using Microsoft.Extensions.Configuration;
using Orleans.Configuration;

namespace RetailGrains.Silo.Clustering;

/// <summary>The identity that the processes of a deployment share.</summary>
internal static class ClusterIdentity
{
    /// <summary>
    /// The owner of what Orleans stores. It is the same in every process that uses the same database, alone or in a cluster.
    /// </summary>
    public const string ServiceId = "retail";

    private const string DefaultClusterId = "retail";

    /// <summary>The width of the column in the membership table.</summary>
    private const int MaxClusterId = 150;

    /// <summary>The problem with ORLEANS_CLUSTER_ID, or null.</summary>
    public static string? ProblemOfClusterId(this IConfiguration configuration) =>
        configuration["ORLEANS_CLUSTER_ID"] is { Length: > MaxClusterId } id
            ? $"ORLEANS_CLUSTER_ID has {id.Length} characters: give it at most {MaxClusterId}."
            : null;

    /// <summary>
    /// Silos and the API find each other by the cluster's id: ORLEANS_CLUSTER_ID, which Orleans' Kubernetes hosting reads too; default
    /// <c>retail</c>.
    /// </summary>
    public static void ReadFrom(this ClusterOptions options, IConfiguration configuration)
    {
        options.ServiceId = ServiceId;
        options.ClusterId = ClusterIdOf(configuration);
    }

    public static string ClusterIdOf(IConfiguration configuration) =>
        configuration["ORLEANS_CLUSTER_ID"] is { Length: > 0 } id ? id : DefaultClusterId;
}
