using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RetailGrains.Streaming.Redis;
using RetailGrains.Streams;

namespace RetailGrains.Silo.Streams;

/// <summary>The streams that sales come in by and go out by. Without REDIS_URL there are none.</summary>
internal static class SalesStreams
{
    /// <summary>REDIS_URL, when it is given.</summary>
    public static bool HasStreams(this IConfiguration configuration) => !string.IsNullOrEmpty(configuration["REDIS_URL"]);

    /// <summary>Has the silo take in what producers write, and publish what was recorded.</summary>
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
        silo.Services.AddSingleton<SalesIntake>();
        silo.Services.AddHostedService<StreamActivator>();
        silo.Services.AddHostedService<StrayShardWatch>();
        return silo;
    }

    /// <summary>
    /// Delivers recorded sales to grains of this silo: those with <c>[ImplicitStreamSubscription("sales-recorded")]</c>, one activation per
    /// ledger partition, with events of type <see cref="SaleRecorded"/>. For hosts that have such grains; ours has none, so it does not
    /// read what nobody wants.
    /// </summary>
    public static ISiloBuilder AddRecordedSales(this ISiloBuilder silo)
    {
        silo.Services.AddKeyedSingleton<IRedisStreamAdapter, RecordedAdapter>(SalesQueues.Recorded);
        return silo.AddRedisStreams(SalesQueues.Recorded, options =>
        {
            options.Connect = Connection;
            options.Queues = 1;
            options.KeyOf = _ => SalesQueues.Recorded;
            options.TrimAcknowledged = false; // others read it too; its length is bounded where it is written
        });
    }

    /// <summary>Lets a client of the cluster look at the queues, deal with dead letters, and produce.</summary>
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
        services.AddSingleton<StreamMeter>();
    }

    /// <summary>The settings of the streams, with what checks them.</summary>
    public static void AddStreamsOptions(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<StreamsOptions>, StreamsOptionsValidator>();
        services.AddOptions<StreamsOptions>().BindConfiguration("Streams").Configure<IConfiguration>(
            (options, configuration) => options.RedisUrl = configuration["REDIS_URL"]).ValidateOnStart();
    }

    private static void UseSales(RedisStreamsOptions options)
    {
        options.Connect = Connection;
        options.ConnectReading = services => services.GetRequiredService<RedisConnection>().GetReadingAsync();
        options.MaxEntryBytes = SalesWire.MaxEntry;
        options.Queues = SalesQueues.Shards;
        options.PollInterval = TimeSpan.FromMilliseconds(50);
        // The consumer sets aside what is wrong with entries; a delivery that fails is the ledger out of reach, and goes on.
        options.MaxDeliveries = 0;
    }

    private static Task<StackExchange.Redis.IConnectionMultiplexer> Connection(IServiceProvider services) =>
        services.GetRequiredService<RedisConnection>().GetAsync();
}
