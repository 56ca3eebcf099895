using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Metrics;

public sealed class MeterCostTests
{
    private const int Rounds = 1_000;

    private static readonly AppendResult[] Results =
    [
        new(AppendStatus.Recorded, new Position(1, 1)),
        new(AppendStatus.Duplicate, new Position(1, 2)),
        new(AppendStatus.Conflict, default),
    ];

    [Fact]
    public void Measuring_the_path_of_a_transaction_allocates_nothing()
    {
        using var meters = new OwnMeters();
        Measure(meters); // the first measurements create the series
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++) Measure(meters);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(meters.Measurements > Rounds);
    }

    private static void Measure(OwnMeters meters)
    {
        meters.Sales.Recorded("London", 12.5m, -1m);
        meters.Ledger.Answered(Results, TimeSpan.FromMilliseconds(3));
        meters.Ledger.Recorded(7, transactions: 12, lines: 80);
        meters.Ledger.CommitEnded(40, TimeSpan.FromMilliseconds(2), succeeded: true);
        meters.Ledger.Resolved(CommitResolution.Recorded);
        meters.Figures.Called();
        meters.Figures.Applied(TimeSpan.FromMilliseconds(30));
        meters.Figures.DirtyChanged(EntityKind.Product, isDirty: true);
    }
}
