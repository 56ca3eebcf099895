using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Providers;
using Orleans.Streams;
using Orleans.TestingHost;
using RetailGrains.Streaming.Redis;
using StackExchange.Redis;

namespace RetailGrains.Tests.Streams.Harness;

/// <summary>Silos in this process that ingest numbers from a real Redis.</summary>
internal sealed class StreamCluster : IAsyncDisposable
{
    public const string Provider = "numbers";
    public const int Queues = 8;
    public const int CacheEntries = 50;
    public const int MaxDeliveries = 3;

    private readonly InProcessTestCluster _silos;

    private readonly string _prefix;

    private StreamCluster(InProcessTestCluster silos, string prefix, Intake intake, DeadLetters dead, IConnectionMultiplexer redis) =>
        (_silos, _prefix, Intake, Dead, Redis) = (silos, prefix, intake, dead, redis);

    public Intake Intake { get; }

    public DeadLetters Dead { get; }

    public IConnectionMultiplexer Redis { get; }

    public IDatabase Database => Redis.GetDatabase();

    public InProcessTestCluster Silos => _silos;

    public IRedisStreamLag Lag => _silos.Client.ServiceProvider.GetRequiredKeyedService<IRedisStreamLag>(Provider);

    public static async Task<StreamCluster> StartAsync(RedisServer server, short silos = 1)
    {
        var intake = new Intake();
        string prefix = $"numbers-{Guid.NewGuid():N}";
        var dead = new DeadLetters();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddRedisStreams(Provider, Configure, more => more.ConfigureBackoffProvider((_, _) => new SteadyBackoff()));
            silo.Services.AddSingleton(intake);
            silo.Services.AddKeyedSingleton<IRedisStreamAdapter, NumbersAdapter>(Provider);
            silo.Services.AddKeyedSingleton<IRedisStreamDeadLetters>(Provider, dead);
            silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        });
        builder.ConfigureClient(client =>
        {
            client.AddRedisStreams(Provider, Configure);
            client.Services.AddKeyedSingleton<IRedisStreamAdapter, NumbersAdapter>(Provider);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new StreamCluster(cluster, prefix, intake, dead, await ConnectAsync(server));

        void Configure(RedisStreamsOptions options)
        {
            options.ConnectTo(server.Configuration);
            options.Prefix = prefix;
            options.Queues = Queues;
            options.PollInterval = TimeSpan.FromMilliseconds(20);
            options.DeliveryTime = TimeSpan.FromMilliseconds(200);
            options.CacheEntries = CacheEntries;
            options.EntriesPerDelivery = 10;
            options.MaxDeliveries = MaxDeliveries;
        }
    }

    public static async Task<IConnectionMultiplexer> ConnectAsync(RedisServer server) =>
        await ConnectionMultiplexer.ConnectAsync($"{server.Configuration},abortConnect=false");

    public string Key(int queue) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}:{queue}");

    /// <summary>Adds an entry per number to a queue, as a producer without Orleans does.</summary>
    public async Task AddAsync(int queue, IEnumerable<int> numbers) =>
        await Task.WhenAll(numbers.Select(number => Database.StreamAddAsync(Key(queue), "n", number)));

    /// <summary>Adds an entry of any fields.</summary>
    public Task<RedisValue> AddAsync(int queue, params NameValueEntry[] fields) => Database.StreamAddAsync(Key(queue), fields);

    public IAsyncStream<int> Stream(string key) =>
        _silos.Client.GetStreamProvider(Provider).GetStream<int>(StreamId.Create(NumbersAdapter.Namespace, key));

    public async Task<RedisQueueLag> LagAsync(int queue) => (await Lag.ReadAsync(CancellationToken.None))[queue];

    public Task IsAcknowledgedAsync(params int[] queues) => Eventually.IsTrueAsync(
        "everything is acknowledged",
        async () => (await Lag.ReadAsync(CancellationToken.None)).Where(lag => queues.Contains(lag.Queue)).All(lag => lag.Waiting == 0),
        () => string.Join(", ", queues.Select(queue => $"{queue}: {Intake.FirstOf($"{queue}").Length} ingested, {Dead.Of(queue).Length} "
            + "dead")));

    public async Task<long> LengthAsync(int queue) => await Database.StreamLengthAsync(Key(queue));

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await _silos.DisposeAsync();
    }

    /// <summary>Retries failed deliveries after a short, constant delay, to keep the tests fast.</summary>
    private sealed class SteadyBackoff : IMessageDeliveryBackoffProvider
    {
        public TimeSpan Next(int attempt) => TimeSpan.FromMilliseconds(50);
    }
}
