using System.Globalization;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;
using RetailGrains.Operations;
using static RetailGrains.Tests.Stores.Samples;

namespace RetailGrains.Tests.Stores;

public abstract class ReconciliationStoreSuite : StoreSuite
{
    private static readonly EntityKind[] Kinds = [EntityKind.Store, EntityKind.Product, EntityKind.Customer];

    private static readonly LedgerEntry[] Entries =
    [
        Entry(0, 1, null, "UK", "C1", At(1), TransactionKind.Sale, Line("A", 6, 2.555m), Line("B", 1, 0m), Line("A", 6, 2.555m)),
        Entry(0, 2, null, "UK", null, At(1, 23), TransactionKind.Return, Line("A", -2, 2.555m), Line("a", 1, 1_000_000m)),
        Entry(1, 1, null, "uk", "C1", At(2, 1).ToOffset(TimeSpan.FromHours(-5)), TransactionKind.Sale, Line("B", 1_000_000, 999_999.9999m)),
        Entry(1, 2, null, "UK", "C2", At(3), TransactionKind.Adjustment, Line("B", 1, -11062.06m)),
        Entry(3, 1, null, "UK", "C1", At(3), TransactionKind.Sale, Line("A", 1, 0.1234m)),
    ];

    private IReconciliationStore Reconciliation => Store.Reconciliation;

    private int Generation { get; set; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Generation = await Store.Projections.GenerationAsync(None);
        await Store.Ledger.AppendAsync(Entries, None);
    }

    [Fact]
    public async Task Right_figures_show_no_difference()
    {
        await SaveAllAsync(Generation, s => s);
        await CheckpointAsync(2, 2, 0, 1);
        foreach (EntityKind kind in Kinds)
        {
            ProjectionCheck check = await Reconciliation.CompareAsync(kind, None);
            EntitySnapshot[] saved = [.. Snapshots(kind)];
            Assert.Empty(check.Differences);
            Assert.Equal(
                (0L, (long)saved.Length, (long)saved.Sum(s => s.ChangedDays.Count)), (check.DifferenceCount, check.Entities, check.Days));
        }
    }

    /// <summary>Sales of one partition in several currencies. Every figure is computed twice: by SQL and line by line.</summary>
    [Fact]
    public async Task Sales_with_any_of_their_fields_in_several_currencies_show_no_difference()
    {
        var random = new Random(11);
        LedgerEntry[] sales = [.. Enumerable.Range(1, 200).Select(n => SomeSale(random, 2, n))];
        await Store.Ledger.AppendAsync(sales, None);
        LedgerEntry[] all = [.. Entries, .. sales];
        EntitySnapshot[] snapshots = [.. Kinds.SelectMany(kind => Folded.Snapshots(kind, all, Partitions))];
        Assert.Contains(snapshots, snapshot => snapshot.Totals.IsMixed && snapshot.ChangedDays.Any(day => day.Totals.IsMixed));
        Assert.DoesNotContain(false, await Store.Projections.SaveAsync(Generation, snapshots, None));
        foreach (EntityKind kind in Kinds)
        {
            ProjectionCheck check = await Reconciliation.CompareAsync(kind, None);
            Assert.Empty(check.Differences);
            (string Id, long[] Watermarks)[] wanted =
                [.. snapshots.Where(one => one.Key.Kind == kind).Select(one => (one.Key.Id, one.Watermarks))];
            IReadOnlyList<DayTotals[]> computed = await Reconciliation.ComputeAsync(kind, wanted, None);
            foreach (((string id, _), DayTotals[] days) in wanted.Zip(computed)) Assert.Equal(SavedOf(id).ChangedDays, days);
            IReadOnlyList<SavedEntity> loaded = await Store.Projections.LoadAsync(
                Generation, kind, [.. wanted.Select(one => one.Id)], DayRange.All, None);
            foreach (SavedEntity entity in loaded)
            {
                Assert.Equal(SavedOf(entity.Id).Totals, entity.Totals);
                Assert.Equal(SavedOf(entity.Id).ChangedDays, entity.Days);
            }

            EntitySnapshot SavedOf(string id) => snapshots.Single(one => one.Key == new EntityKey(kind, id));
        }

        ChainShare chain = (await Reconciliation.ChainAsync([2, 2, 200, 1], None))[2];
        DayTotals[] chainDays = [.. Folded.Days(sales, _ => true)];
        Assert.Equal(chainDays, chain.Days);
        Assert.Equal(Folded.Sum(chainDays), chain.Totals);
        Assert.Equal(Folded.Sum(Folded.Days(sales.Where(sale => sale.CustomerId is null), _ => true)), chain.Guest);
    }

    [Theory]
    [InlineData("grossSales")]
    [InlineData("reductions")]
    [InlineData("units")]
    [InlineData("lines")]
    [InlineData("transactions")]
    [InlineData("returns")]
    [InlineData("firstAt")]
    [InlineData("lastAt")]
    [InlineData("unitParts")]
    [InlineData("currency")]
    [InlineData("discounts")]
    [InlineData("tax")]
    [InlineData("includedTax")]
    [InlineData("byCurrency")]
    public async Task Each_wrong_figure_is_reported_in_totals_and_in_days(string figure)
    {
        await SaveAllAsync(Generation, s => s.Key.Id switch
        {
            "UK" or "A" or "C2" => s with { Totals = Spoiled(s.Totals, figure) },
            "uk" or "B" or "C1" => s with
            {
                ChangedDays = [s.ChangedDays[0] with { Totals = Spoiled(s.ChangedDays[0].Totals, figure) }, .. s.ChangedDays.Skip(1)],
            },
            _ => s,
        });
        string[] expected = figure switch
        {
            "grossSales" => ["grossSales", "netRevenue"],
            "reductions" => ["netRevenue", "reductions"],
            "unitParts" => ["units"],
            _ => [figure],
        };
        foreach ((EntityKind kind, string inTotals, string inDays) in
            ((EntityKind, string, string)[])
            [(EntityKind.Store, "UK", "uk"), (EntityKind.Product, "A", "B"), (EntityKind.Customer, "C2", "C1")])
        {
            ProjectionCheck check = await Reconciliation.CompareAsync(kind, None);
            Difference[] totals = [.. check.Differences.Where(d => d.Day is null)];
            Difference[] days = [.. check.Differences.Where(d => d.Day is not null)];
            Assert.All(totals, d => Assert.Equal((Row(kind), inTotals), (d.Where, d.Id)));
            Assert.All(days, d => Assert.Equal((Row(kind), inDays), (d.Where, d.Id)));
            Assert.Equal(expected, totals.Select(d => d.Figure).Order(StringComparer.Ordinal));
            Assert.Equal(expected, days.Select(d => d.Figure).Order(StringComparer.Ordinal));
            Assert.All(check.Differences, d => Assert.NotEqual(d.Ledger, d.Served));
            Assert.Equal(check.Differences.Count, check.DifferenceCount);
        }
    }

    [Fact]
    public async Task A_difference_shows_both_figures()
    {
        await SaveAllAsync(Generation, s => s.Key.Id == "A" ? s with { Totals = s.Totals with { Reductions = -5m } } : s);
        ProjectionCheck check = await Reconciliation.CompareAsync(EntityKind.Product, None);
        Difference reductions = check.Differences.Single(d => d.Figure == "reductions");
        Assert.Equal(-5.11m, decimal.Parse(reductions.Ledger, CultureInfo.InvariantCulture));
        Assert.Equal(-5m, decimal.Parse(reductions.Served, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_missing_row_that_a_checkpoint_covers_is_reported()
    {
        await SaveAllAsync(Generation, s => s.Key.Id is "UK" or "A" or "C1" ? null : s);
        foreach (EntityKind kind in Kinds) Assert.Empty((await Reconciliation.CompareAsync(kind, None)).Differences);
        await CheckpointAsync(2, 2, 0, 1);
        foreach ((EntityKind kind, string id) in
            ((EntityKind, string)[])[(EntityKind.Store, "UK"), (EntityKind.Product, "A"), (EntityKind.Customer, "C1")])
        {
            ProjectionCheck check = await Reconciliation.CompareAsync(kind, None);
            Difference missing = Assert.Single(check.Differences, d => d.Day is null);
            Assert.Equal((Row(kind), id, "row"), (missing.Where, missing.Id, missing.Figure));
        }
    }

    [Fact]
    public async Task A_row_without_lines_is_reported_unless_it_is_empty()
    {
        await SaveAllAsync(Generation, s => s);
        await Store.Projections.SaveAsync(
            Generation,
            [
                Snapshot("phantom", days: Day(9)), Snapshot("PHANTOM", days: Day(9)) with { Totals = default, ChangedDays = [] },
                Snapshot("b"),
            ],
            None);
        ProjectionCheck check = await Reconciliation.CompareAsync(EntityKind.Product, None);
        Assert.Equal(
            [("b", null, "row"), ("phantom", null, "row"), ("phantom", (DateOnly?)Day(9).Day, "row")],
            check.Differences.Select(d => (Id: d.Id!, d.Day, d.Figure))
                .OrderBy(d => d.Id, StringComparer.Ordinal).ThenBy(d => d.Day is not null));
    }

    [Fact]
    public async Task A_missing_day_and_an_extra_day_are_reported()
    {
        await SaveAllAsync(Generation, s => s.Key.Id == "C1" ? s with { ChangedDays = [s.ChangedDays[0], Day(28)] } : s);
        ProjectionCheck check = await Reconciliation.CompareAsync(EntityKind.Customer, None);
        Assert.Equal([3, 28], check.Differences.Select(d => d.Day!.Value.Day).Order());
        Assert.All(check.Differences, d => Assert.Equal(("C1", "row"), (d.Id, d.Figure)));
    }

    [Fact]
    public async Task Lines_that_nothing_saved_covers_are_ignored_and_those_below_the_checkpoint_are_compared()
    {
        await SaveAllAsync(Generation, s => s);
        LedgerEntry more = Entry(0, 3, null, "UK", "C1", At(3), TransactionKind.Sale, Line("A", 1, 1m));
        await Store.Ledger.AppendAsync([more], None);
        foreach (EntityKind kind in Kinds) Assert.Equal(0, (await Reconciliation.CompareAsync(kind, None)).DifferenceCount);
        await CheckpointAsync(3, 0, 0, 0);
        foreach (EntityKind kind in Kinds)
        {
            ProjectionCheck check = await Reconciliation.CompareAsync(kind, None);
            Assert.Contains(check.Differences, d => d.Day is null && d.Figure == "netRevenue");
            Assert.Contains(check.Differences, d => d.Day == new DateOnly(2011, 6, 3) && d.Figure == "transactions");
        }
    }

    [Fact]
    public async Task Only_the_served_generation_is_compared()
    {
        await SaveAllAsync(Generation, s => s);
        int building = await Store.Projections.BeginGenerationAsync(None);
        await SaveAllAsync(building, s => s with { Totals = default, ChangedDays = [] });
        Assert.Equal(0, (await Reconciliation.CompareAsync(EntityKind.Product, None)).DifferenceCount);
        await Store.Projections.ServeGenerationAsync(building, None);
        Assert.NotEqual(0, (await Reconciliation.CompareAsync(EntityKind.Product, None)).DifferenceCount);
    }

    [Fact]
    public async Task All_differences_are_counted_and_a_thousand_are_returned()
    {
        await SaveAllAsync(Generation, s => s);
        await Store.Projections.SaveAsync(Generation, [.. Enumerable.Range(0, 1_100).Select(i => Snapshot($"phantom-{i}"))], None);
        ProjectionCheck check = await Reconciliation.CompareAsync(EntityKind.Product, None);
        Assert.Equal((1_000, 1_100L), (check.Differences.Count, check.DifferenceCount));
    }

    [Fact]
    public async Task The_chain_is_summed_by_partition_up_to_its_head()
    {
        IReadOnlyList<ChainShare> all = await Reconciliation.ChainAsync([2, 2, 0, 1], None);
        Assert.Equal([0L + 2, 2, 0, 1], all.Select(share => share.Head));
        for (int p = 0; p < Partitions; p++) AssertShare(Entries.Where(e => e.Position.Partition == p), all[p]);
        IReadOnlyList<ChainShare> part = await Reconciliation.ChainAsync([1, 0, 7, 0], None);
        AssertShare([Entries[0]], part[0]);
        foreach (ChainShare share in part.Skip(1)) AssertShare([], share);

        static void AssertShare(IEnumerable<LedgerEntry> entries, ChainShare share)
        {
            DayTotals[] days = [.. Folded.Days(entries, _ => true)];
            Assert.Equal(days, share.Days);
            Assert.Equal(Folded.Sum(days), share.Totals);
            Assert.Equal(Folded.Sum(Folded.Days(entries.Where(e => e.CustomerId is null), _ => true)), share.Guest);
        }
    }

    [Fact]
    public async Task Entities_are_computed_in_the_requested_order_each_up_to_its_watermarks()
    {
        foreach (EntityKind kind in Kinds)
        {
            EntitySnapshot[] snapshots = [.. Snapshots(kind).Reverse()];
            (string, long[])[] asked = [("unknown", [9, 9, 9, 9]), .. snapshots.Select(s => (s.Key.Id, s.Watermarks))];
            IReadOnlyList<DayTotals[]> computed = await Reconciliation.ComputeAsync(kind, asked, None);
            Assert.Empty(computed[0]);
            Assert.Equal(snapshots.Select(s => s.ChangedDays), computed.Skip(1));
        }

        IReadOnlyList<DayTotals[]> cut = await Reconciliation.ComputeAsync(
            EntityKind.Product, [("A", [1, 2, 0, 0]), ("A", [0, 2, 0, 0]), ("A", [0, 0, 0, 1])], None);
        Assert.Equal(Folded.Days([Entries[0]], line => line.ProductId == "A"), cut[0]);
        Assert.Empty(cut[1]);
        Assert.Equal(Folded.Days([Entries[4]], line => line.ProductId == "A"), cut[2]);
        Assert.Empty(await Reconciliation.ComputeAsync(EntityKind.Product, [], None));
    }

    private static DateTimeOffset At(int day, int hour = 12) => new(2011, 6, day, hour, 30, 0, TimeSpan.Zero);

    private static string Row(EntityKind kind) => kind switch
    {
        EntityKind.Store => "store row",
        EntityKind.Product => "product row",
        _ => "customer row",
    };

    private static IEnumerable<EntitySnapshot> Snapshots(EntityKind kind) => Folded.Snapshots(kind, Entries, Partitions);

    private static Totals Spoiled(Totals t, string figure) => figure switch
    {
        "grossSales" => t with { GrossSales = t.GrossSales + 0.0001m },
        "reductions" => t with { Reductions = t.Reductions - 0.0001m },
        "units" => t with { WholeUnits = t.WholeUnits + 1 },
        "lines" => t with { Lines = t.Lines - 1 },
        "transactions" => t with { Transactions = t.Transactions + 1 },
        "returns" => t with { Returns = t.Returns + 1 },
        "unitParts" => t with { UnitParts = 1 },
        "currency" => t with { Currency = "EUR" },
        "discounts" => t with { Discounts = 0.01m },
        "tax" => t with { Tax = -0.01m },
        "includedTax" => t with { IncludedTax = 0.01m },
        "byCurrency" => t with { Parts = [t, t with { Currency = "EUR" }] },
        "firstAt" => t with { FirstAt = t.FirstAt!.Value.AddTicks(-10) },
        _ => t with { LastAt = t.LastAt!.Value.AddTicks(10) },
    };

    private async Task SaveAllAsync(int generation, Func<EntitySnapshot, EntitySnapshot?> change)
    {
        EntitySnapshot[] snapshots = [.. Kinds.SelectMany(Snapshots).Select(change).OfType<EntitySnapshot>()];
        Assert.DoesNotContain(false, await Store.Projections.SaveAsync(generation, snapshots, None));
    }

    private async Task CheckpointAsync(params long[] checkpoints)
    {
        for (int p = 0; p < checkpoints.Length; p++)
        {
            var share = new SavedShare(p, checkpoints[p], default, default, []);
            Assert.Equal(CheckpointMove.Moved, await Store.Projections.MoveCheckpointAsync(Generation, share, from: 0, [], None));
        }
    }
}
