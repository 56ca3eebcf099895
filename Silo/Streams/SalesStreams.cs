using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;
using RetailGrains.Streaming.Redis;
using RetailGrains.Streams;

namespace RetailGrains.Silo.Streams;

/// <summary>The streams of incoming and recorded sales. Without REDIS_URL there are none.</summary>
internal static class SalesStreams
{
    /// <summary>Whether REDIS_URL is set.</summary>
    public static bool HasStreams(this IConfiguration configuration) => !string.IsNullOrEmpty(configuration["REDIS_URL"]);

    /// <summary>Makes the silo record the sales that producers write, and publish recorded sales.</summary>
    public static ISiloBuilder AddSalesStreams(this ISiloBuilder silo)
    {
        if (!silo.Configuration.HasStreams())
        {
            silo.Services.AddHostedService<StreamsDisabledNotice>();
            return silo;
        }

        silo.AddRedisStreams(SalesQueues.Sales, UseSales);
        silo.Services.AddStreamServices();
        silo.Services.AddKeyedSingleton<IRedisStreamDeadLetters, DeadLetterSink>(SalesQueues.Sales);
        silo.Services.AddActiveMeter<StreamMeter>();
        silo.Services.AddSingleton<StreamConflicts>();
        silo.Services.AddSingleton<SalesIntake>();
        silo.Services.AddHostedService<StreamActivator>();
        silo.Services.AddHostedService<StrayShardWatch>();
        return silo;
    }

    /// <summary>
    /// Delivers recorded sales to grains of this silo: those with <c>[ImplicitStreamSubscription("sales-recorded")]</c>, one activation per
    /// ledger partition, with events of type <see cref="SaleRecorded"/>. It is for hosts with such grains. This program's silo has none, so
    /// it does not read the stream.
    /// </summary>
    public static ISiloBuilder AddRecordedSales(this ISiloBuilder silo)
    {
        silo.Services.AddKeyedSingleton<IRedisStreamAdapter, RecordedAdapter>(SalesQueues.Recorded);
        return silo.AddRedisStreams(SalesQueues.Recorded, options =>
        {
            options.Connect = Connection;
            options.Queues = 1;
            options.KeyOf = _ => SalesQueues.Recorded;
            options.TrimAcknowledged = false; // others read it too; the writer limits its length
        });
    }

    /// <summary>Lets a client of the cluster inspect the queues, manage dead letters, and produce.</summary>
    public static void AddSalesStreams(this IClientBuilder client)
    {
        if (!client.Configuration.HasStreams()) return;
        client.AddRedisStreams(SalesQueues.Sales, UseSales);
        client.Services.AddStreamServices();
    }

    private static void AddStreamServices(this IServiceCollection services)
    {
        services.AddStreamsOptions();
        services.AddKeyedSingleton<IRedisStreamAdapter, SalesAdapter>(SalesQueues.Sales);
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<StrayShards>();
        services.TryAddSingleton<StreamMeter>();
    }

    /// <summary>Registers the streams' settings and their validators.</summary>
    public static void AddStreamsOptions(this IServiceCollection services)
    {
        services.AddSettings<StreamsOptions, StreamsOptionsValidator>("Streams").Configure<IConfiguration>(
            (options, configuration) => options.RedisUrl = configuration["REDIS_URL"]);
    }

    private static void UseSales(RedisStreamsOptions options)
    {
        options.Connect = Connection;
        options.ConnectReading = services => services.GetRequiredService<RedisConnection>().GetReadingAsync();
        options.MaxEntryBytes = SalesWire.MaxEntry;
        options.Queues = SalesQueues.Shards;
        options.PollInterval = TimeSpan.FromMilliseconds(50);
        // The consumer dead-letters invalid entries itself. A failed delivery means that the ledger is unavailable, so it is retried
        // without limit.
        options.MaxDeliveries = 0;
    }

    private static Task<StackExchange.Redis.IConnectionMultiplexer> Connection(IServiceProvider services) =>
        services.GetRequiredService<RedisConnection>().GetAsync();
}
