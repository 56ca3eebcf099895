using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.TestingHost;
using RetailGrains.Streaming.Redis;
using RetailGrains.Tests.Support;
using StackExchange.Redis;

namespace RetailGrains.Streams;

/// <summary>Silos in this process that take in numbers from a real Redis.</summary>
internal sealed class StreamCluster : IAsyncDisposable
{
    public const string Provider = "numbers";
    public const int Queues = 2;

    private readonly InProcessTestCluster _silos;

    private StreamCluster(InProcessTestCluster silos, Intake intake, DeadLetters dead, IConnectionMultiplexer redis) =>
        (_silos, Intake, Dead, Redis) = (silos, intake, dead, redis);

    public Intake Intake { get; }

    public DeadLetters Dead { get; }

    public IConnectionMultiplexer Redis { get; }

    public IDatabase Database => Redis.GetDatabase();

    public InProcessTestCluster Silos => _silos;

    public IRedisStreamLag Lag => _silos.Client.ServiceProvider.GetRequiredKeyedService<IRedisStreamLag>(Provider);

    public static async Task<StreamCluster> StartAsync(
        RedisServer server, short silos = 1, Intake? intake = null, Action<RedisStreamsOptions>? configure = null)
    {
        intake ??= new Intake();
        var dead = new DeadLetters();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddRedisStreams(Provider, Configure);
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
        return new StreamCluster(cluster, intake, dead, await ConnectAsync(server));

        void Configure(RedisStreamsOptions options)
        {
            options.ConnectTo(server.Configuration);
            options.Queues = Queues;
            options.PollInterval = TimeSpan.FromMilliseconds(20);
            options.DeliveryTime = TimeSpan.FromMilliseconds(200);
            configure?.Invoke(options);
        }
    }

    public static async Task<IConnectionMultiplexer> ConnectAsync(RedisServer server) =>
        await ConnectionMultiplexer.ConnectAsync($"{server.Configuration},abortConnect=false");

    public static string Key(int queue) => string.Create(CultureInfo.InvariantCulture, $"{Provider}:{queue}");

    /// <summary>Adds an entry per number to a queue, as a producer without Orleans does.</summary>
    public async Task AddAsync(int queue, IEnumerable<int> numbers) =>
        await Task.WhenAll(numbers.Select(number => Database.StreamAddAsync(Key(queue), "n", number)));

    /// <summary>Adds an entry of any fields.</summary>
    public Task<RedisValue> AddAsync(int queue, params NameValueEntry[] fields) => Database.StreamAddAsync(Key(queue), fields);

    public IAsyncStream<int> Stream(string key) =>
        _silos.Client.GetStreamProvider(Provider).GetStream<int>(StreamId.Create(NumbersAdapter.Namespace, key));

    /// <summary>Entries that are not acknowledged, over all queues.</summary>
    public async Task<long> WaitingAsync() => (await Lag.ReadAsync(CancellationToken.None)).Sum(lag => lag.Waiting);

    public async Task<long> LengthAsync(int queue) => await Database.StreamLengthAsync(Key(queue));

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await _silos.DisposeAsync();
    }
}
