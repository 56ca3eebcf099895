using CsCheck;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

/// <summary>Deliveries collect entries for longer while many arrive, and only for one interval while few arrive.</summary>
public sealed class DeliveryPaceTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Large_runs_lengthen_the_delay_up_to_a_limit_and_small_runs_shorten_it_to_the_interval()
    {
        var pace = new DeliveryPace(Interval);
        Assert.Equal(Interval, pace.Delay);
        List<double> times = [];
        foreach (int entries in (int[])[1_000, 1_000, 1_000, 50, 50, 1, 1, 1])
        {
            pace.OnDelivered(entries);
            times.Add(pace.Delay / Interval);
        }

        Assert.Equal([2, 4, 4, 4, 4, 2, 1, 1], times);
    }

    [Fact]
    public void Entries_are_due_at_a_full_interval_within_the_delay() =>
        Gen.Select(Gen.Int[0, 300].Array[0, 20], Gen.DateTime[new DateTime(2000, 1, 1), new DateTime(2100, 1, 1)]).Sample((runs, at) =>
        {
            var now = new DateTimeOffset(at, TimeSpan.Zero);
            var pace = new DeliveryPace(Interval);
            foreach (int entries in runs) pace.OnDelivered(entries);
            TimeSpan whole = pace.UntilDue(now);
            Assert.Equal(0, (now + whole).UtcTicks % Interval.Ticks);
            Assert.InRange(whole, TimeSpan.FromTicks(1), pace.Delay);
            Assert.True(pace.IsDue(whole, whole));
            Assert.False(pace.IsDue(whole - Interval, whole));
            Assert.InRange(pace.UntilNext(now), TimeSpan.FromTicks(1), Interval);
        });

    /// <summary>The delay must not oscillate at a steady rate.</summary>
    [Fact]
    public void At_a_steady_rate_the_delay_converges() =>
        Gen.Int[1, 5_000].Sample(perSecond =>
        {
            var pace = new DeliveryPace(Interval);
            for (int i = 0; i < 10; i++) pace.OnDelivered((long)(perSecond * pace.Delay.TotalSeconds));
            TimeSpan settled = pace.Delay;
            pace.OnDelivered((long)(perSecond * settled.TotalSeconds));
            Assert.Equal(settled, pace.Delay);
        });
}
