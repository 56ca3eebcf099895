using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.TestingHost;
using RetailGrains.Streaming.Redis;
using StackExchange.Redis;

namespace RetailGrains.Tests.Streams;

/// <summary>An event as in any Orleans application.</summary>
[GenerateSerializer]
[Alias("RetailGrains.Streams.Thing")]
public sealed record Thing([property: Id(0)] string Name, [property: Id(1)] decimal Price);

/// <summary>The defaults when only a connection is configured: any event type, explicit subscriptions, dead letters in Redis.</summary>
[Collection(RedisTests.Name)]
public sealed class DefaultsTests(RedisFixture redis)
{
    [Fact]
    public async Task Any_serializable_event_reaches_explicit_subscribers_and_other_entries_are_dead_lettered()
    {
        string prefix = $"things-{Guid.NewGuid():N}";
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddRedisStreams("things", Configure).AddMemoryGrainStorage("PubSubStore"));
        builder.ConfigureClient(client => client.AddRedisStreams("things", Configure));
        await using InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        IStreamProvider things = cluster.Client.GetStreamProvider("things");
        var taken = new ConcurrentDictionary<string, ConcurrentQueue<(Thing, object?)>>();
        string[] streams = ["london", "paris", "rome"];
        foreach (string key in streams)
        {
            ConcurrentQueue<(Thing, object?)> ofKey = taken[key] = new();
            await things.GetStream<Thing>(StreamId.Create("shop", key)).SubscribeAsync((thing, _) =>
            {
                ofKey.Enqueue((thing, RequestContext.Get("till")));
                return Task.CompletedTask;
            });
        }

        (Thing, object?)[] sent = [.. Enumerable.Range(0, 20).Select(n => (new Thing($"thing {n}", n / 4m), (object?)$"till {n}"))];
        foreach ((Thing thing, object? till) in sent)
        {
            RequestContext.Set("till", till!);
            foreach (string key in streams) await things.GetStream<Thing>(StreamId.Create("shop", key)).OnNextAsync(thing);
        }

        await redis.Connection.GetDatabase().StreamAddAsync($"{prefix}:0", "colour", "red");
        await Eventually.IsTrueAsync("all are taken in", () => taken.Values.All(queue => queue.Count >= sent.Length));
        Assert.All(taken.Values, queue => Assert.Equal(sent, queue));

        StreamEntry[] dead = [];
        await Eventually.IsTrueAsync(
            "it is set aside", async () => (dead = await redis.Connection.GetDatabase().StreamRangeAsync($"{prefix}:dead")).Length > 0);
        Assert.Equal(
            ["Refused", "It has no field events.", "red"],
            new[] { "kind", "reason", "field:colour" }.Select(name => dead[0][name].ToString()));

        void Configure(RedisStreamsOptions options)
        {
            options.ConnectTo(redis.Server.Configuration);
            options.Prefix = prefix;
            options.Queues = 2;
            options.PubSub = StreamPubSubType.ExplicitGrainBasedAndImplicit;
        }
    }

    [Fact]
    public async Task Too_many_events_for_one_entry_are_refused()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(
            () => redis.Cluster.Stream("7").OnNextBatchAsync(Enumerable.Repeat(1_000_000_000, 500_000)));
        Assert.Contains("at most 4194304 are allowed", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, await redis.Cluster.LengthAsync(7));
    }
}
