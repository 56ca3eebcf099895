using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using RetailGrains.Access;
using RetailGrains.Concurrency;
using RetailGrains.Erasure;
using RetailGrains.Failures;
using RetailGrains.Figures;
using RetailGrains.Figures.Repair;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Settings;
using RetailGrains.Membership;
using RetailGrains.Metrics;
using RetailGrains.Operations;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;
using RetailGrains.Silo.Streams;

namespace RetailGrains.Silo;

/// <summary>A silo that hosts RetailGrains' grains.</summary>
public static class RetailSilo
{
    /// <summary>
    /// Environment variable: a file whose first three 64-bit numbers are the commits, deliveries and projection writes in progress; they
    /// survive a kill. For crash tests.
    /// </summary>
    private const string WorkFile = "RETAIL_WORK_FILE";

    /// <summary>
    /// The idle time after which Orleans deactivates a grain. Orleans activates nothing while the machine's clock is set back by more than
    /// this.
    /// </summary>
    private static readonly TimeSpan Idle = TimeSpan.FromHours(2);

    /// <summary>Hosts a silo in this process, as the only one of its cluster.</summary>
    public static TBuilder AddRetailSilo<TBuilder>(this TBuilder builder, RetailStore store)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(store);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), gatewayPort: 0, serviceId: ClusterIdentity.ServiceId, clusterId: ClusterIdentity.ServiceId)
            .Configure<SiloConnectionOptions>(RefuseAll)
            .UseReminders(store)
            .UseRetailGrains(store));
        return builder;
    }

    /// <summary>Adds the grains, their services and the store.</summary>
    internal static ISiloBuilder UseRetailGrains(this ISiloBuilder silo, RetailStore store)
    {
        silo.Configure<SiloMessagingOptions>(options =>
            options.MaxEnqueuedRequestsHardLimit = options.MaxEnqueuedRequestsHardLimit_StatelessWorker = MessagingLimits.MaxWaiting);
        silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = Idle);
        silo.Services.AddPlacementDirector<LedgerPlacement, LedgerPlacementDirector>();
        silo.Services.AddPlacementDirector<FigurePlacement, FigurePlacementDirector>();
        silo.Services.AddPlacementDirector<SiloPlacement, SiloPlacementDirector>();
        silo.AddAdoNetGrainStorage(ImportGrain.Storage, options =>
        {
            options.Invariant = store.OrleansInvariant;
            if (store.Source is { } source) options.DataSource = source;
            else options.ConnectionString = store.ConnectionString;
        });
        silo.Services.AddRetailStore(store).AddRetailServices(store);
        if (store.Lock is not null) silo.Services.AddHostedService<StoreLockWatch>();
        silo.Services.AddHostedService<PartitionActivator>();
        silo.Services.AddHostedService<CommitProbe>();
        silo.Services.AddHostedService<MissingTableWatch>();
        silo.Services.AddHostedService<CatalogueCheck>();
        silo.Services.AddHostedService<ImportResumer>();
        silo.Services.AddHostedService<ImportRetention>();
        silo.Services.AddHostedService<RebuildResumer>();
        silo.Services.AddHostedService<ReconciliationWatch>();
        silo.Services.AddHostedService<ErasureResumer>();
        silo.AddSalesStreams();
        return silo;
    }

    /// <summary>The embedded store has no table for reminders. Its process registers them again at each start.</summary>
    private static ISiloBuilder UseReminders(this ISiloBuilder silo, RetailStore store) => store.ClusterSource is { } source
        ? silo.UseAdoNetReminderService(options => (options.Invariant, options.DataSource) = (store.OrleansInvariant, source))
        : silo.UseInMemoryReminderService();

    /// <summary>Adds the services that the grains need in addition to Orleans.</summary>
    private static IServiceCollection AddRetailServices(this IServiceCollection services, RetailStore store)
    {
        services.TryAddSingleton(TimeProvider.System);
        // Before the settings, so that they override it.
        if (store.HasSingleWriter) services.Configure<LedgerOptions>(options => (options.CommitLanes, options.SaveRows) = (1, 4_000));
        services.AddRetailOptions();
        services.AddSingleton(_ => new InFlightCounters(Environment.GetEnvironmentVariable(WorkFile)));
        services.AddFailureMonitor();
        services.AddSiloMeters();
        services.AddSingleton<LedgerClient>();
        services.AddSingleton<ImportSlots>();
        services.AddSingleton<ActiveSilos>();
        services.AddSingleton<PartitionPlacement>();
        services.AddSingleton<EntityPlacement>();
        services.AddSingleton<LocalPartitions>();
        services.AddSingleton<SiloContext>();
        services.AddSingleton<SiloLease>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloLease>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, GracefulDrain>();
        services.AddSingleton<EntityGrains>();
        services.AddSingleton<ErasureSteps>();
        services.AddSingleton<ErasedCustomerCheck>();
        services.AddSingleton<DeltaReceivers>();
        services.AddSingleton<DeltaDispatcher>();
        services.AddSingleton<LocalEntities>();
        services.AddSingleton<CallGuard>();
        services.AddHostedService<EntityMover>();
        services.AddSingleton<FigureServices>();
        services.AddSingleton<CommitHealth>();
        services.AddSingleton<GroupCommitter>();
        services.AddSingleton<ProjectionWriter>();
        services.AddSingleton<EntityLoader>();
        services.AddSingleton<EntityRepair>();
        services.AddSingleton<HeadWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<HeadWatch>());
        services.AddSingleton<GenerationWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<GenerationWatch>());
        return services;
    }

    /// <summary>Registers the grains' settings and their validators.</summary>
    internal static void AddRetailOptions(this IServiceCollection services)
    {
        services.AddSettings<LedgerOptions, LedgerOptionsValidator>("Ledger");
        services.AddSettings<ImportOptions, ImportOptionsValidator>("Imports");
        services.AddSettings<MetricsOptions, MetricsOptionsValidator>("Metrics");
        services.AddSettings<ReconciliationOptions, ReconciliationOptionsValidator>("Reconciliation");
        services.AddCurrencyOptions();
    }

    /// <summary>Every user of the machine can reach the port, and no other silo should connect.</summary>
    private static void RefuseAll(SiloConnectionOptions connections) =>
        connections.ConfigureSiloInboundConnection(port => port.Use(_ => connection =>
        {
            connection.Abort();
            return Task.CompletedTask;
        }));

    /// <summary>A single silo needs a port, but no other process needs to know it.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
