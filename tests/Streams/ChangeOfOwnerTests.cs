using Orleans.TestingHost;
using StackExchange.Redis;

namespace RetailGrains.Tests.Streams;

/// <summary>Silos and Redis stop and start while a producer continues.</summary>
public sealed class ChangeOfOwnerTests : IAsyncLifetime
{
    private const int Numbers = 400;

    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task Queues_of_a_silo_that_leaves_are_taken_over_with_their_pending_entries_in_order()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(_redis, silos: 2);
        int[] queues = [.. Enumerable.Range(0, StreamCluster.Queues)];
        var open = new TaskCompletionSource();
        foreach (int queue in queues) cluster.Intake.Before[$"{queue}"] = _ => open.Task;
        foreach (int queue in queues) await cluster.AddAsync(queue, Enumerable.Range(0, Numbers / 2));
        await Eventually.IsTrueAsync(
            "every queue has its cache full",
            async () => (await cluster.Lag.ReadAsync(CancellationToken.None)).All(lag => lag.Pending == StreamCluster.CacheEntries));

        Task leaving = cluster.Silos.KillSiloAsync(cluster.Silos.Silos[1]);
        foreach (int queue in queues) await cluster.AddAsync(queue, Enumerable.Range(Numbers / 2, Numbers / 2));
        open.SetResult();
        await leaving;
        await cluster.IsAcknowledgedAsync(queues);
        Assert.All(queues, queue => Assert.Equal(Enumerable.Range(0, Numbers), cluster.Intake.FirstOf($"{queue}")));
        Assert.All(queues, queue => Assert.Empty(cluster.Dead.Of(queue)));
    }

    [Fact]
    public async Task A_kill_and_restart_of_Redis_loses_nothing()
    {
        await using StreamCluster cluster = await StreamCluster.StartAsync(_redis);
        Task producing = Task.Run(async () =>
        {
            for (int n = 0; n < Numbers; n++) await AddUntilItIsThereAsync(cluster, n);
        });
        await Eventually.IsTrueAsync("some are ingested", () => cluster.Intake.Of("0").Length > Numbers / 4);
        await _redis.KillAsync();
        int taken = cluster.Intake.FirstOf("0").Length;
        Assert.True(taken < Numbers, "Redis was killed too late.");
        await Eventually.PauseAsync(TimeSpan.FromSeconds(1));
        await _redis.StartAsync();
        await producing;
        await cluster.IsAcknowledgedAsync(0);
        Assert.Equal(Enumerable.Range(0, Numbers), cluster.Intake.FirstOf("0"));
        Assert.Empty(cluster.Dead.Of(0));
    }

    /// <summary>After a timeout the outcome is unknown: the producer retries, and the consumer must recognise duplicates.</summary>
    private static async Task AddUntilItIsThereAsync(StreamCluster cluster, int number)
    {
        while (true)
        {
            try
            {
                await cluster.Stream("0").OnNextAsync(number);
                return;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                await Eventually.PauseAsync(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
