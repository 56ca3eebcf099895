using RetailGrains.Tests.Chaos.Faults;

namespace RetailGrains.Tests.Chaos;

public sealed class FaultPlanTests
{
    private static readonly FaultScope Everything = new(Enum.GetValues<FaultKind>(), Silos: 3, TimeSpan.FromMinutes(1));

    [Fact]
    public void The_same_seed_gives_the_same_faults() =>
        Assert.Equal(FaultPlan.Of(17, Everything).Take(100), FaultPlan.Of(17, Everything).Take(100));

    [Fact]
    public void Another_seed_gives_other_faults() =>
        Assert.NotEqual(FaultPlan.Of(17, Everything).Take(20), FaultPlan.Of(18, Everything).Take(20));

    [Fact]
    public void Every_kind_occurs_before_any_occurs_again() =>
        Assert.Equal(
            Everything.Kinds.Order(), FaultPlan.Of(17, Everything).Take(Everything.Kinds.Count).Select(fault => fault.Kind).Order());

    [Fact]
    public void Suspended_silos_sleep_between_5_and_60_seconds() =>
        Assert.All(
            FaultPlan.Of(17, Everything with { Kinds = [FaultKind.FreezeSilo] }).Take(200),
            fault => Assert.InRange(fault.Length.TotalSeconds, 5, 60));
}
