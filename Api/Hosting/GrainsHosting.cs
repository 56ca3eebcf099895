using RetailGrains.Api.Operations;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Ownership;
using RetailGrains.Silo;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Api.Hosting;

/// <summary>Where the grains are that the API calls.</summary>
internal static class GrainsHosting
{
    /// <summary>A process that hosts the grains is alone on its store; a client of a cluster leaves that to the silos.</summary>
    public static StoreOwnership StoreOwnership(this WebApplicationBuilder builder) =>
        ClusterOf(builder) == GrainHosting.Single ? Ledger.Ownership.StoreOwnership.Exclusive : Ledger.Ownership.StoreOwnership.None;

    /// <summary>The port that it listens on, known before there are options.</summary>
    public static int Port(this WebApplicationBuilder builder) => new SettingReader(builder.Configuration).Port("API_PORT", new ApiOptions().Port);

    /// <summary>As RETAIL_CLUSTER says: in this process, or in a cluster's silos, of which this process is then a client.</summary>
    public static void AddGrains(this WebApplicationBuilder builder, RetailStore store)
    {
        if (ClusterOf(builder) == GrainHosting.Single)
        {
            builder.AddRetailSilo(store);
            return;
        }

        builder.AddClusterClient(store);
        builder.Services.AddRetailStore(store).AddSingleton<LedgerClient>();
        // So that the API can say that it is not ready while it looks for the cluster.
        builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
        builder.Services.AddSingleton<IStartupFilter, ClusterUnavailableFilter>();
    }

    private static GrainHosting ClusterOf(WebApplicationBuilder builder)
    {
        var settings = new SettingReader(builder.Configuration);
        GrainHosting hosting = ReadApiOptions.ClusterOf(settings);
        settings.ThrowIfWrong<ApiOptions>();
        return hosting;
    }
}
