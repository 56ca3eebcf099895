using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Streams;
using RetailGrains.Streaming.Redis.Queues;

namespace RetailGrains.Streaming.Redis;

/// <summary>Adds stream providers whose queues are Redis streams.</summary>
public static class RedisStreamsHosting
{
    /// <summary>Adds a provider to a silo, which then produces and reads its share of the queues.</summary>
    public static ISiloBuilder AddRedisStreams(
        this ISiloBuilder builder, string name, Action<RedisStreamsOptions> configure,
        Action<ISiloPersistentStreamConfigurator>? more = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRedisStreams(name, configure);
        return builder.AddPersistentStreams(name, Factory, configurator =>
        {
            ConfigurePubSub(configurator, name);
            configurator.ConfigurePullingAgent(agent => agent.Configure<IOptionsMonitor<RedisStreamsOptions>>((of, redis) =>
            {
                of.GetQueueMsgsTimerPeriod = redis.Get(name).PollInterval;
                of.MaxEventDeliveryTime = redis.Get(name).DeliveryTime;
            }));
            more?.Invoke(configurator);
        });
    }

    /// <summary>Adds a provider to a client, which then produces.</summary>
    public static IClientBuilder AddRedisStreams(
        this IClientBuilder builder, string name, Action<RedisStreamsOptions> configure,
        Action<IClusterClientPersistentStreamConfigurator>? more = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRedisStreams(name, configure);
        return builder.AddPersistentStreams(name, Factory, configurator =>
        {
            ConfigurePubSub(configurator, name);
            more?.Invoke(configurator);
        });
    }

    private static void AddRedisStreams(this IServiceCollection services, string name, Action<RedisStreamsOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<RedisStreamsOptions>(name)
            .Configure(options => options.Prefix = name)
            .Configure(configure)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<RedisStreamsOptions>>(new RedisStreamsOptionsValidator(name));
        services.AddKeyedSingleton(name, (provider, _) => new RedisStreamConnection(Options(provider, name), provider));
        services.AddKeyedSingleton<IRedisStreamLag>(
            name, (provider, _) => new RedisStreamLag(Connection(provider, name), Options(provider, name)));
        services.AddOptions<StreamPullingAgentOptions>(name).Validate(
            options => options.BatchContainerBatchSize == 1,
            $"Redis streams '{name}': StreamPullingAgentOptions.BatchContainerBatchSize must stay 1; use "
                + "EntriesPerDelivery.").ValidateOnStart();
    }

    private static void ConfigurePubSub(IPersistentStreamConfigurator configurator, string name) =>
        configurator.Configure<StreamPubSubOptions>(
        options => options.Configure<IOptionsMonitor<RedisStreamsOptions>>((of, redis) => of.PubSubType = redis.Get(name).PubSub));

    private static RedisQueueAdapterFactory Factory(IServiceProvider services, string name)
    {
        RedisStreamsOptions options = Options(services, name);
        RedisStreamConnection connection = Connection(services, name);
        return new RedisQueueAdapterFactory(
            name,
            options,
            connection,
            services.GetKeyedService<IRedisStreamAdapter>(name) ?? ActivatorUtilities.CreateInstance<OrleansStreamAdapter>(services),
            services.GetKeyedService<IRedisStreamDeadLetters>(name) ?? new DeadLetterStream(connection, options),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>());
    }

    private static RedisStreamsOptions Options(IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<RedisStreamsOptions>>().Get(name);

    private static RedisStreamConnection Connection(IServiceProvider services, string name) =>
        services.GetRequiredKeyedService<RedisStreamConnection>(name);
}
