using Microsoft.Extensions.Configuration;
using Orleans.Configuration;

namespace RetailGrains.Silo.Clustering;

/// <summary>What the processes of a deployment have in common.</summary>
internal static class ClusterIdentity
{
    /// <summary>The owner of what Orleans stores: the same in every process that works on the same database, alone or in a cluster.</summary>
    public const string ServiceId = "retail";

    private const string DefaultClusterId = "retail";

    /// <summary>As wide as the column of the membership table.</summary>
    private const int MaxClusterId = 150;

    /// <summary>What is wrong with ORLEANS_CLUSTER_ID, or null.</summary>
    public static string? ProblemOfClusterId(this IConfiguration configuration) =>
        configuration["ORLEANS_CLUSTER_ID"] is { Length: > MaxClusterId } id
            ? $"ORLEANS_CLUSTER_ID has {id.Length} characters: give it at most {MaxClusterId}."
            : null;

    /// <summary>
    /// Silos find each other, and the API finds them, under the cluster's id: ORLEANS_CLUSTER_ID, the name that Orleans' hosting on
    /// Kubernetes reads too; default <c>retail</c>.
    /// </summary>
    public static void ReadFrom(this ClusterOptions options, IConfiguration configuration)
    {
        options.ServiceId = ServiceId;
        options.ClusterId = ClusterIdOf(configuration);
    }

    public static string ClusterIdOf(IConfiguration configuration) =>
        configuration["ORLEANS_CLUSTER_ID"] is { Length: > 0 } id ? id : DefaultClusterId;
}
