using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using RetailGrains.Ledger;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;
using RetailGrains.Silo.Streams;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Silo.Clustering;

/// <summary>Silos and clients that find each other through PostgreSQL.</summary>
internal static class PostgresClustering
{
    /// <summary>Hosts a silo of the cluster in this process.</summary>
    public static void AddClusteredSilo(this IHostApplicationBuilder builder, RetailStore store)
    {
        IConfiguration configuration = builder.Configuration;
        builder.UseOrleans(silo =>
        {
            silo.UseIdentity(configuration);
            silo.UseClusterTls(configuration);
            silo.UseAdoNetClustering(options => (options.Invariant, options.DataSource) = (store.OrleansInvariant, store.ClusterSource));
            silo.UseAdoNetReminderService(
                options => (options.Invariant, options.DataSource) = (store.OrleansInvariant, store.ClusterSource));
            silo.UseFailureDetection();
            silo.UseMessagingLimits();
            silo.Services.AddFaultsOnTheWire();
            silo.AddDashboard();
            silo.UseRetailGrains(store);
            silo.Services.AddSingleton(store.Silos!);
            silo.Services.AddHostedService<SuspicionWatch>();
        });
    }

    /// <summary>Makes this process a client of the cluster.</summary>
    public static void AddClusterClient(this IHostApplicationBuilder builder, RetailStore store)
    {
        IConfiguration configuration = builder.Configuration;
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => options.ReadFrom(configuration));
            client.UseClusterTls(configuration);
            client.UseMessagingLimits();
            client.Services.AddFaultsOnTheWire();
            client.UseAdoNetClustering(options => (options.Invariant, options.DataSource) = (store.OrleansInvariant, store.ClusterSource));
            client.UseConnectionRetryFilter<ConnectionRetry>();
            client.Services.AddSingleton<LostSilos>();
            client.Services.AddSingleton<IOutgoingGrainCallFilter>(services => services.GetRequiredService<LostSilos>());
            client.Services.AddOptions<ClientConnectionOptions>()
                .Configure<LostSilos>((connections, lost) => lost.Watch(connections));
            client.AddSalesStreams();
            client.Services.AddSingleton<ClusterConnection>();
            client.Services.AddActiveMeter<ConnectionMeter>();
            client.Services.AddSingleton<ILifecycleParticipant<IClusterClientLifecycle>>(
                services => services.GetRequiredService<ClusterConnection>());
        });
    }

    /// <summary>Sets the cluster's identity and the silo's addresses, from Kubernetes or from the settings.</summary>
    internal static ISiloBuilder UseIdentity(this ISiloBuilder silo, IConfiguration configuration)
    {
        bool isPod = configuration.IsPod();
        silo.Configure<ClusterOptions>(options => options.ReadFrom(configuration));
        silo.Services.AddOptions<EndpointOptions>().Configure<IOptions<SiloHostOptions>>((endpoints, options) =>
        {
            (endpoints.SiloPort, endpoints.GatewayPort) = (options.Value.SiloPort, options.Value.GatewayPort);
            // Orleans detects an address before its Kubernetes hosting can set the pod's.
            if (!isPod) endpoints.AdvertisedIPAddress = options.Value.Address;
            else if (configuration.AddressOfPod() is { } address) endpoints.AdvertisedIPAddress = address;
            if (options.Value.SiloListenPort != options.Value.SiloPort)
                endpoints.SiloListeningEndpoint = new IPEndPoint(options.Value.Address, options.Value.SiloListenPort);
        });
        if (!isPod) return silo;
        return configuration.HasKubernetesHosting()
            ? silo.UseKubernetesHosting(hosting => hosting.Configure(
                options => options.GetClientConfiguration = PacedTokenProvider.InClusterConfig))
            : silo.UsePodIdentity(configuration);
    }
}
