using RetailGrains.Api.Operations;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Ownership;
using RetailGrains.ServiceDefaults.Settings;
using RetailGrains.Silo;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Api.Hosting;

/// <summary>Hosts the grains that the API calls, or connects to them.</summary>
internal static class GrainsHosting
{
    /// <summary>A process that hosts the grains owns its store exclusively; a client of a cluster leaves that to the silos.</summary>
    public static StoreOwnership StoreOwnership(this WebApplicationBuilder builder) =>
        ClusterOf(builder) == GrainHosting.Single ? Ledger.Ownership.StoreOwnership.Exclusive : Ledger.Ownership.StoreOwnership.None;

    /// <summary>The port to listen on, read before the options exist.</summary>
    public static int Port(this WebApplicationBuilder builder) =>
        new SettingReader(builder.Configuration).Port("API_PORT", new ApiOptions().Port);

    /// <summary>Depending on RETAIL_CLUSTER, hosts the grains in this process, or makes it a client of a cluster's silos.</summary>
    public static void AddGrains(this WebApplicationBuilder builder, RetailStore store)
    {
        if (ClusterOf(builder) == GrainHosting.Single)
        {
            builder.AddRetailSilo(store);
            return;
        }

        builder.AddClusterClient(store);
        builder.Services.AddRetailStore(store).AddSingleton<LedgerClient>();
        // The API must be able to report that it is not ready while it connects to the cluster.
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
