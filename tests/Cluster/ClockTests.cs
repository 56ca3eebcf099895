using RetailGrains.Ledger;

namespace RetailGrains.Tests.Cluster;

/// <summary>A machine's clock jumps when a virtual machine is moved or its time is set.</summary>
public sealed class ClockTests
{
    [Fact]
    public async Task Grains_are_activated_after_the_clock_was_set_back_by_an_hour()
    {
        var clock = new JumpingClock();
        await using RetailCluster cluster = await RetailCluster.StartAsync(1, time: clock);
        var before = await cluster.SendAsync(Sales.Make(200, seed: 6, "before"));
        clock.Jump(TimeSpan.FromHours(-1));
        SaleTransaction[] more = [.. Sales.Make(200, seed: 7, "after").Select(sale => sale with { CustomerId = $"new {sale.CustomerId}" })];
        await cluster.AssertProvedAsync([.. before, .. await cluster.SendAsync(more)]);
    }

    private sealed class JumpingClock : TimeProvider
    {
        private long _ticks;

        public void Jump(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));
    }
}
