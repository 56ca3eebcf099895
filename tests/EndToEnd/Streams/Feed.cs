using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace RetailGrains.Tests.EndToEnd.Streams;

/// <summary>A separate Redis for the test, and what producers and operators do with it, without any of the product's code.</summary>
internal sealed class Feed : IAsyncDisposable
{
    public const int Shards = 8;
    public const string Recorded = "sales-recorded";

    private readonly ConnectionMultiplexer _connection;

    private Feed(RedisServer server, ConnectionMultiplexer connection) => (Server, _connection) = (server, connection);

    public RedisServer Server { get; }

    public IDatabase Redis => _connection.GetDatabase();

    public string Url => $"redis://{Server.Configuration}";

    public static async Task<Feed> StartAsync()
    {
        RedisServer server = await RedisServer.StartNewAsync();
        return new Feed(
            server,
            await ConnectionMultiplexer.ConnectAsync($"{server.Configuration},abortConnect=false,allowAdmin=true,asyncTimeout=60000"));
    }

    public static string Key(int shard) => string.Create(CultureInfo.InvariantCulture, $"sales:{shard}");

    /// <summary>docs/streams.md's rule for producers that want the same transaction in the same shard.</summary>
    public static int ShardOf(string transactionId)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in System.Text.Encoding.UTF8.GetBytes(transactionId)) hash = (hash ^ b) * 1099511628211;
        return (int)((uint)(hash ^ (hash >> 32)) % Shards);
    }

    /// <summary>Adds an entry; returns its id.</summary>
    public async Task<string> AddAsync(int shard, params (string Name, RedisValue Value)[] fields) =>
        (await Redis.StreamAddAsync(Key(shard), Array.ConvertAll(fields, field => new NameValueEntry(field.Name, field.Value)))).ToString();

    /// <summary>Adds sales in batches, each to the shards that its sales belong to; returns the number of entries.</summary>
    public async Task<int> AddAsync(IEnumerable<Sale> sales, int batch = 100)
    {
        int entries = 0;
        foreach (IGrouping<int, Sale> shard in sales.GroupBy(sale => ShardOf(sale.TransactionId)))
        {
            foreach (Sale[] together in shard.Chunk(batch))
            {
                await AddAsync(shard.Key, ("v", "1"), ("batch", Sale.ToJson(together)));
                entries++;
            }
        }

        return entries;
    }

    /// <summary>If full, Redis has so little memory that it accepts no new entries; existing ones can be read and acknowledged.</summary>
    public Task FillAsync(bool full) => Redis.ExecuteAsync("CONFIG", "SET", "maxmemory", full ? "1" : "0");

    /// <summary>Everything published, by position.</summary>
    public async Task<ILookup<string, Dictionary<string, string>>> PublishedAsync() =>
        (await Redis.StreamRangeAsync(Recorded)).Select(entry => entry.Values.ToDictionary(f => f.Name.ToString(), f => f.Value.ToString()))
            .ToLookup(fields => fields["position"]);

    /// <summary>Waits until every entry is acknowledged.</summary>
    public static async Task WhenDrainedAsync(RetailClient client)
    {
        Answer? streams = null;
        await Eventually.IsTrueAsync(
            "every entry is taken in",
            async () =>
            {
                streams = await client.GetAsync("/admin/streams");
                return streams.IsSuccess && Waiting(streams) == 0;
            },
            () => streams!.Text);
    }

    public static long Waiting(Answer streams) => Sum(streams, "waiting");

    public static long Sum(Answer streams, string count) =>
        streams["queues"].EnumerateArray().Sum(queue => queue.GetProperty(count).GetInt64());

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await Server.DisposeAsync();
    }
}

/// <summary>A test that starts the API, or more, on PostgreSQL and Redis.</summary>
public abstract class StreamTest(PostgresFixture server, ITestOutputHelper output) : EndToEndTest(output)
{
    private protected Feed Feed { get; private set; } = null!;

    private protected PostgresFixture Postgres => server;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Feed = await Feed.StartAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Feed.DisposeAsync();
    }

    private protected override Task<TestStore> CreateStoreAsync() => server.CreateStoreAsync();

    private protected Task<ApiProcess> StartOnStreamsAsync(params (string Name, string Value)[] settings) =>
        StartAsync([("REDIS_URL", Feed.Url), .. settings]);

    private protected async Task<long> RecordedAsync() =>
        (await Store.QueryAsync("SELECT count(*) FROM ledger", row => row.GetInt64(0)))[0];

    /// <summary>All dead letters, page by page, by id.</summary>
    private protected static async Task<Dictionary<string, JsonElement>> LettersAsync(RetailClient client) =>
        (await client.ListAsync("/admin/dead-letters")).ToDictionary(letter => letter.GetProperty("id").GetString()!);
}
