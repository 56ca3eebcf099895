using RetailGrains.Api.Operations;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Operations;

namespace RetailGrains.Tests.Unit.Operations;

public sealed class ReadinessTests
{
    private static readonly DatabaseState Current = new(IsReadOnly: false, []);
    private static readonly ReadinessFacts Good = new(Current, [Partition(0), Partition(1)], Rebuild(running: false), [], []);

    [Fact]
    public void A_process_without_problems_is_ready()
    {
        var readiness = Readiness.Of(Good);
        Assert.True(readiness.IsReady);
        Assert.Empty(readiness.Degraded);
    }

    [Fact]
    public void Each_problem_is_described()
    {
        Assert.Equal(["database: it does not answer"], Readiness.Of(Good with { Database = null }).Missing);
        Assert.Equal(
            ["database read-only: it accepts no transactions"], Readiness.Of(Good with { Database = new DatabaseState(true, []) }).Missing);
        Assert.Equal(
            ["schema outdated: run migrate, which applies 070_a.sql, 080_b.sql"],
            Readiness.Of(Good with { Database = new DatabaseState(false, ["070_a.sql", "080_b.sql"]) }).Missing);
        Assert.Equal(["no silos: no partition answers"], Readiness.Of(Good with { Partitions = [null, null] }).Missing);
        Assert.Equal(["partition 1: it does not answer"], Readiness.Of(Good with { Partitions = [Partition(0), null] }).Missing);
        const string full = "Ledger commits fail (53100 disk full)";
        Assert.Equal([full], Readiness.Of(Good with { Partitions = [Partition(0, full), Partition(1, full)] }).Missing);
    }

    [Fact]
    public void A_rebuild_is_missing_only_while_partitions_wait_for_it()
    {
        const string sentence = "projections rebuilding: 30 of 120 entries are replayed";
        ReadinessFacts rebuilding = Good with { Rebuild = Rebuild(running: true) };
        Assert.Equal([sentence], Readiness.Of(rebuilding).Degraded);
        Assert.True(Readiness.Of(rebuilding).IsReady);
        ReadinessFacts waiting = rebuilding with { Partitions = [Partition(0), null] };
        Assert.Equal(["partition 1: it does not answer", sentence], Readiness.Of(waiting).Missing);
    }

    [Fact]
    public void Retried_and_repaired_components_are_degraded_and_named_once()
    {
        PartitionStatus saving = Partition(0) with { Degraded = ["Projection saves fail (57014)"] };
        var readiness = Readiness.Of(
            Good with { Partitions = [saving, saving], OwnProblems = ["Projection saves fail (57014)"], Damaged = ["product 1"] });
        Assert.True(readiness.IsReady);
        Assert.Equal(["Projection saves fail (57014)", "product 1"], readiness.Degraded);
    }

    private static PartitionStatus Partition(int number, params string[] failures) =>
        new(number, 1, 1, 1, "S127.0.0.1:1:1", 1, 1, 1, failures.Length == 0 ? null : failures);

    private static RebuildStatus Rebuild(bool running) => new(running, 1, 30, 120, null, null, null);
}
