using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;
using RetailGrains.Ledger;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Streams;

namespace RetailGrains.Silo.Clustering;

/// <summary>Silos and clients that find each other in PostgreSQL.</summary>
internal static class PostgresClustering
{
    /// <summary>Hosts a silo of the cluster in this process.</summary>
    public static void AddClusteredSilo(this IHostApplicationBuilder builder, RetailStore store)
    {
        IConfiguration configuration = builder.Configuration;
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => options.ReadFrom(configuration));
            silo.Services.AddOptions<EndpointOptions>().Configure<Microsoft.Extensions.Options.IOptions<SiloHostOptions>>(
                (endpoints, options) => endpoints.ListenAt(options.Value));
            silo.UseAdoNetClustering(options => (options.Invariant, options.DataSource) = (store.OrleansInvariant, store.ClusterSource));
            silo.UseAdoNetReminderService(options => (options.Invariant, options.DataSource) = (store.OrleansInvariant, store.ClusterSource));
            silo.UseFailureDetection();
            silo.UseMessagingLimits();
            silo.AddDashboard();
            silo.UseRetailGrains(store);
            silo.Services.AddSingleton(store.Silos!);
        });
    }

    /// <summary>Makes this process a client of the cluster.</summary>
    public static void AddClusterClient(this IHostApplicationBuilder builder, RetailStore store)
    {
        IConfiguration configuration = builder.Configuration;
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => options.ReadFrom(configuration));
            client.UseMessagingLimits();
            client.UseAdoNetClustering(options => (options.Invariant, options.DataSource) = (store.OrleansInvariant, store.ClusterSource));
            client.UseConnectionRetryFilter<UntilConnected>();
            client.AddSalesStreams();
            client.Services.AddSingleton<ClusterConnection>();
            client.Services.AddSingleton<ILifecycleParticipant<IClusterClientLifecycle>>(
                services => services.GetRequiredService<ClusterConnection>());
        });
    }

    private static void ListenAt(this EndpointOptions endpoints, SiloHostOptions options)
    {
        endpoints.AdvertisedIPAddress = options.Address;
        (endpoints.SiloPort, endpoints.GatewayPort) = (options.SiloPort, options.GatewayPort);
    }
}
