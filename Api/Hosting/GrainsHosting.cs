using RetailGrains.Api.Operations;
using RetailGrains.Ledger;
using RetailGrains.Silo;
using RetailGrains.Silo.Clustering;

namespace RetailGrains.Api.Hosting;

/// <summary>Where the grains are that the API calls.</summary>
internal static class GrainsHosting
{
    /// <summary>As RETAIL_CLUSTER says: in this process, or in a cluster's silos, of which this process is then a client.</summary>
    public static void AddGrains(this WebApplicationBuilder builder, RetailStore store)
    {
        var options = new ApiOptions();
        new ReadApiOptions(builder.Configuration).Configure(options);
        if (options.Cluster == GrainHosting.Single)
        {
            builder.AddRetailSilo(store);
            return;
        }

        builder.AddClusterClient(store);
        builder.Services.AddRetailStore(store).AddSingleton<LedgerClient>();
        // So that the API can say that it is not ready while it looks for the cluster.
        builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
        builder.Services.AddSingleton<IStartupFilter, WithoutCluster>();
    }
}
