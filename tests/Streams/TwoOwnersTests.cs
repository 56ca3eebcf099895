namespace RetailGrains.Tests.Streams;

/// <summary>
/// While a queue changes its owner, the old owner may still be active. Whatever the order of their actions, no entry is skipped, and first
/// deliveries are in the order of the queue. An idempotent consumer therefore sees no difference.
/// </summary>
[Collection(RedisTests.Name)]
public sealed class TwoOwnersTests(RedisFixture redis)
{
    private const int Entries = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_entry_is_lost_and_first_effects_keep_their_order(int seed)
    {
        var random = new Random(seed);
        for (int run = 0; run < 5; run++) await RunAsync(random);
    }

    private async Task RunAsync(Random random)
    {
        var queue = new QueueUnderTest(redis.Connection, options =>
        {
            options.CacheEntries = 1 + random.Next(20);
            options.EntriesPerDelivery = 1 + random.Next(5);
            options.MaxDeliveries = 0;
        });
        var owners = new List<QueueUnderTest.Owner> { await queue.OwnerAsync() };
        var effects = new List<int>();
        int added = 0;
        while (added < Entries || effects.Distinct().Count() < Entries)
        {
            QueueUnderTest.Owner one = owners[random.Next(owners.Count)];
            switch (random.Next(12))
            {
                case 0 when owners.Count < 2:
                    owners.Add(await queue.OwnerAsync());
                    break;
                case 1 when owners.Count == 2:
                    // The first owner stops or dies.
                    if (random.Next(2) == 0) await owners[0].StopAsync();
                    owners.RemoveAt(0);
                    break;
                case 2:
                    await one.FailCurrentAsync();
                    break;
                case < 6 when added < Entries:
                    await queue.AddAsync(added++);
                    break;
                case < 9:
                    await one.PumpAsync(1 + random.Next(8));
                    break;
                case < 11:
                    effects.AddRange(one.Deliver());
                    break;
                default:
                    // This delivery fails before it has an effect. In case 2, a delivery that had its effect may fail.
                    if (one.Deliver().Count > 0) await one.FailAsync();
                    break;
            }
        }

        Assert.Equal(Enumerable.Range(0, Entries), effects.Distinct());
        await owners[^1].DrainAsync();
        Assert.Equal(0, await queue.PendingAsync());
    }
}
