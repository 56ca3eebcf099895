using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using Orleans.TestingHost;
using RetailGrains.Ledger;
using RetailGrains.Streams;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Cluster.Streams;

/// <summary>The sales streams as Orleans streams: a producer inside the cluster, and grains that subscribe to recorded sales.</summary>
public sealed class OrleansStreamTests
{
    [Fact]
    public async Task Sales_sent_on_an_Orleans_stream_are_recorded_once_and_published_to_subscribers()
    {
        await using RedisServer redis = await RedisServer.StartNewAsync();
        await using RetailCluster cluster = await RetailCluster.StartAsync(2, redis: $"redis://{redis.Configuration}");
        SaleTransaction[] sales = [.. Sales.Make(count: 1_000, seed: 7, "orleans").DistinctBy(sale => sale.TransactionId)];
        IStreamProvider provider =
            ((InProcessSiloHandle)cluster.Silos.Silos[0]).ServiceProvider.GetRequiredKeyedService<IStreamProvider>("sales");
        foreach (IGrouping<int, SaleTransaction> shard in sales.GroupBy(sale => Position.PartitionOf(sale.TransactionId, 8)))
        {
            IAsyncStream<SaleTransaction> stream = provider.GetStream<SaleTransaction>(StreamId.Create("sales", $"{shard.Key}"));
            await stream.OnNextBatchAsync(shard);
            await stream.OnNextAsync(shard.First()); // a duplicate, outside a batch
        }

        await WhenAsync(
            () => RecordedSalesGrain.Seen.Count >= sales.Length, () => $"{RecordedSalesGrain.Seen.Count} of {sales.Length} were received");
        Assert.Equal(
            sales.Select(sale => sale.TransactionId).Order(), RecordedSalesGrain.Seen.Values.Select(sale => sale.TransactionId).Order());
        foreach (SaleTransaction sale in sales)
        {
            SaleRecorded told = RecordedSalesGrain.Seen.Values.Single(one => one.TransactionId == sale.TransactionId);
            Assert.Equal(sale.Lines.Sum(line => line.Amount), told.Totals.NetRevenue);
            Assert.Equal((sale.StoreId, sale.Kind), (told.StoreId, told.Kind));
        }

        // A sale that is sent twice is recorded once. Each event arrives on the stream of its entry's partition.
        Assert.Equal(sales.Length, RecordedSalesGrain.Seen.Count);
        Assert.All(RecordedSalesGrain.Streams, one => Assert.Equal(one.Key.Partition.ToString(), one.Value));
    }

    private static async Task WhenAsync(Func<bool> holds, Func<string> details)
    {
        long start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(start) > 2 * RetailCluster.Patience) throw new TimeoutException(details());
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}

/// <summary>Stores the received events.</summary>
public interface IRecordedSalesGrain : IGrainWithStringKey;

[ImplicitStreamSubscription("sales-recorded")]
internal sealed class RecordedSalesGrain : Grain, IRecordedSalesGrain, IStreamSubscriptionObserver, IAsyncObserver<SaleRecorded>
{
    public static ConcurrentDictionary<Position, SaleRecorded> Seen { get; } = new();

    public static ConcurrentDictionary<Position, string> Streams { get; } = new();

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<SaleRecorded>().ResumeAsync(this);

    public Task OnNextAsync(SaleRecorded item, StreamSequenceToken? token = null)
    {
        Seen[item.Position] = item;
        Streams[item.Position] = this.GetPrimaryKeyString();
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask; // the event is delivered again
}
