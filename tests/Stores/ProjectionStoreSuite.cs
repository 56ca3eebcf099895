using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;
using static RetailGrains.Tests.Stores.Samples;

namespace RetailGrains.Tests.Stores;

public abstract class ProjectionStoreSuite : StoreSuite
{
    private IProjectionStore Projections => Store.Projections;

    private int Generation { get; set; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Generation = await Projections.GenerationAsync(None);
    }

    [Fact]
    public async Task An_entity_is_read_back_as_it_was_saved()
    {
        var name = new LineName("HEART", Noon.AddTicks(10), "536365");
        EntitySnapshot full = Snapshot("full", 0, 3, [1, 0, long.MaxValue, 4], name, EntityKind.Store, Day(1), Day(2, 2), Day(30, 3));
        var bare = new EntitySnapshot(new EntityKey(EntityKind.Store, "bare"), 0, [0, 0, 0, 0], default, null, []);
        Assert.Equal((bool[])[true, true], await Projections.SaveAsync(Generation, [full, bare], None));

        SavedEntity read = await LoadAsync("full", DayRange.All, EntityKind.Store);
        Assert.Equal((1L, full.Totals, name), (read.Version, read.Totals, read.Name));
        Assert.Equal(full.Watermarks, read.Watermarks);
        Assert.Equal(full.ChangedDays, read.Days);
        Assert.Equal(DateTimeKind.Utc, read.Totals.FirstAt!.Value.Kind);
        Assert.Equal(DateTimeKind.Utc, read.Name!.At.Kind);
        SavedEntity other = await LoadAsync("bare", DayRange.All, EntityKind.Store);
        Assert.Equal((default, null), (other.Totals, other.Name));
        Assert.Empty(other.Days);
    }

    [Fact]
    public async Task Only_the_requested_days_are_loaded()
    {
        await Projections.SaveAsync(Generation, [Snapshot("a", days: [Day(1), Day(2), Day(3)]), Snapshot("b", days: Day(2))], None);
        Assert.Empty((await LoadAsync("a", null)).Days);
        Assert.Equal([Day(2)], (await LoadAsync("a", new DayRange(Day(2).Day, Day(3).Day))).Days);
        Assert.Equal([Day(2), Day(3)], (await LoadAsync("a", new DayRange(Day(2).Day, null))).Days);
        Assert.Equal([Day(1)], (await LoadAsync("a", new DayRange(null, Day(2).Day))).Days);
    }

    [Fact]
    public async Task Entities_without_a_row_are_not_loaded()
    {
        await Projections.SaveAsync(Generation, [Snapshot("a"), Snapshot("b")], None);
        string[] asked = ["a", "missing", "b"];
        Assert.Equal(
            ["a", "b"],
            (await Projections.LoadAsync(Generation, EntityKind.Product, asked, null,
                None)).Select(e => e.Id).Order(StringComparer.Ordinal));
        Assert.Empty(await Projections.LoadAsync(Generation, EntityKind.Customer, asked, DayRange.All, None));
        Assert.Empty(await Projections.LoadAsync(Generation, EntityKind.Product, [], DayRange.All, None));
    }

    [Fact]
    public async Task Ids_that_look_alike_stay_apart()
    {
        await Projections.SaveAsync(Generation, [.. AwkwardIds.Select((id, i) => Snapshot(id, 0, i + 1, days: Day(1, i + 1)))], None);
        IReadOnlyList<SavedEntity> read = await Projections.LoadAsync(Generation, EntityKind.Product, AwkwardIds, DayRange.All, None);
        Assert.Equal(AwkwardIds.Length, read.Count);
        for (int i = 0; i < AwkwardIds.Length; i++)
        {
            SavedEntity entity = read.Single(e => e.Id == AwkwardIds[i]);
            Assert.Equal(Some(i + 1), entity.Totals);
            Assert.Equal([Day(1, i + 1)], entity.Days);
        }
    }

    [Fact]
    public async Task The_same_id_is_three_entities_in_three_kinds()
    {
        EntityKind[] kinds = [EntityKind.Customer, EntityKind.Store, EntityKind.Product];
        await Projections.SaveAsync(
            Generation, [.. kinds.Select(kind => Snapshot("x", 0, (int)kind + 1, kind: kind, days: Day(1, (int)kind + 1)))], None);
        foreach (EntityKind kind in kinds)
        {
            SavedEntity entity = await LoadAsync("x", DayRange.All, kind);
            Assert.Equal(Some((int)kind + 1), entity.Totals);
            Assert.Equal([Day(1, (int)kind + 1)], entity.Days);
        }
    }

    [Fact]
    public async Task Sums_beyond_the_precision_of_a_double_are_exact()
    {
        var huge = new Totals(
            123_456_789_012_345_678.9012m, -99_999_999_999_999_999.9999m, long.MaxValue, 1, 1, 0, Noon.AddYears(-11), Noon);
        EntitySnapshot snapshot = Snapshot("a") with { Totals = huge, ChangedDays = [new DayTotals(Day(1).Day, huge)] };
        await Projections.SaveAsync(Generation, [snapshot], None);
        SavedEntity read = await LoadAsync("a", DayRange.All);
        Assert.Equal(huge, read.Totals);
        Assert.Equal([new DayTotals(Day(1).Day, huge)], read.Days);
    }

    [Fact]
    public async Task Saving_again_replaces_totals_and_changed_days_and_keeps_the_others()
    {
        await Projections.SaveAsync(Generation, [Snapshot("a", days: [Day(1), Day(2)])], None);
        Assert.Equal((bool[])[true], await Projections.SaveAsync(Generation, [Snapshot("a", 1, 5, days: [Day(2, 5), Day(3, 5)])], None));
        SavedEntity read = await LoadAsync("a", DayRange.All);
        Assert.Equal((2L, Some(5)), (read.Version, read.Totals));
        Assert.Equal([5L, 0, 0, 0], read.Watermarks);
        Assert.Equal([Day(1), Day(2, 5), Day(3, 5)], read.Days);
    }

    [Fact]
    public async Task A_stale_twin_writes_nothing_while_others_in_the_same_save_do()
    {
        await Projections.SaveAsync(Generation, [Snapshot("a", days: Day(1)), Snapshot("b", days: Day(1))], None);
        await Projections.SaveAsync(Generation, [Snapshot("a", 1, 2, days: Day(1, 2))], None);
        bool[] written = await Projections.SaveAsync(
            Generation,
            [
                Snapshot("z", 0, 9, days: Day(9, 9)), Snapshot("a", 1, 9, days: [Day(1, 9), Day(9, 9)]), Snapshot(
                    "b", 1, 9, days: Day(9, 9)),
                Snapshot("a", 0, 9, kind: EntityKind.Store), Snapshot("never", 3, 9, days: Day(9, 9)),
            ],
            None);
        Assert.Equal([true, false, true, true, false], written);
        SavedEntity a = await LoadAsync("a", DayRange.All);
        Assert.Equal((2L, Some(2)), (a.Version, a.Totals));
        Assert.Equal([Day(1, 2)], a.Days);
        Assert.Equal([Day(1), Day(9, 9)], (await LoadAsync("b", DayRange.All)).Days);
        Assert.Empty(await Projections.LoadAsync(Generation, EntityKind.Product, ["never"], DayRange.All, None));
    }

    [Fact]
    public async Task Of_two_first_saves_one_is_stale()
    {
        Assert.Equal((bool[])[true], await Projections.SaveAsync(Generation, [Snapshot("a", 0, 1, days: Day(1))], None));
        Assert.Equal((bool[])[false], await Projections.SaveAsync(Generation, [Snapshot("a", 0, 2, days: Day(2))], None));
        Assert.Equal([Day(1)], (await LoadAsync("a", DayRange.All)).Days);
    }

    [Fact]
    public async Task Twins_that_save_concurrently_each_win_whole_entities_and_none_blocks_another()
    {
        string[] ids = [.. Enumerable.Range(0, 300).Select(i => $"P{i:000}")];
        bool[][] written = await Task.WhenAll(Enumerable.Range(1, 4).Select(n => Task.Run(() =>
        {
            IEnumerable<string> order = n % 2 == 0 ? ids : ids.Reverse();
            return Projections.SaveAsync(Generation, [.. order.Select(id => Snapshot(id, 0, n, days: Day(n, n)))], None);
        })));
        for (int i = 0; i < ids.Length; i++)
        {
            int[] winners = [.. Enumerable.Range(1, 4).Where(n => written[n - 1][n % 2 == 0 ? i : ids.Length - 1 - i])];
            SavedEntity entity = await LoadAsync(ids[i], DayRange.All);
            Assert.Equal([(int)entity.Totals.Returns], winners);
            Assert.Equal([Day(winners[0], winners[0])], entity.Days);
        }
    }

    [Fact]
    public async Task The_share_of_a_partition_that_never_saved_is_zero()
    {
        SavedShare share = await Projections.LoadShareAsync(Generation, 2, None);
        Assert.Equal((2, 0L, default, default), (share.Partition, share.Checkpoint, share.Totals, share.Guest));
        Assert.Empty(share.Days);
    }

    [Fact]
    public async Task A_checkpoint_waits_for_every_entity_that_it_covers()
    {
        await Projections.SaveAsync(
            Generation, [Snapshot("a", watermarks: [9, 5, 9, 9]), Snapshot("s", watermarks: [0, 4, 0, 0], kind: EntityKind.Store)], None);
        RequiredWatermark a = new(new EntityKey(EntityKind.Product, "a"), 5), s = new(new EntityKey(EntityKind.Store, "s"), 5);
        RequiredWatermark c = new(new EntityKey(EntityKind.Customer, "a"), 3);
        Assert.Equal(CheckpointMove.Uncovered, await MoveAsync(Generation, Share(1, 5, Day(1)), 0, a, s));
        Assert.Equal(CheckpointMove.Uncovered, await MoveAsync(Generation, Share(1, 5, Day(1)), 0, a, c));
        SavedShare untouched = await Projections.LoadShareAsync(Generation, 1, None);
        Assert.Equal((0L, default), (untouched.Checkpoint, untouched.Totals));
        Assert.Empty(untouched.Days);

        Assert.Equal(CheckpointMove.Moved, await MoveAsync(Generation, Share(1, 5, Day(1)), 0, a, s with { Sequence = 4 }));
        AssertShare(Share(1, 5, Day(1)), await Projections.LoadShareAsync(Generation, 1, None));
        Assert.Equal(0, (await Projections.LoadShareAsync(Generation, 0, None)).Checkpoint);
    }

    [Fact]
    public async Task A_checkpoint_moves_together_with_absolute_totals_and_the_changed_days()
    {
        Assert.Equal(CheckpointMove.Moved, await MoveAsync(Generation, Share(0, 5, Day(1), Day(2)), 0));
        Assert.Equal(CheckpointMove.Moved, await MoveAsync(Generation, Share(0, 9, Day(2, 2), Day(3, 3)), 5));
        AssertShare(Share(0, 9, Day(1), Day(2, 2), Day(3, 3)), await Projections.LoadShareAsync(Generation, 0, None));
    }

    [Fact]
    public async Task A_checkpoint_never_moves_back()
    {
        await MoveAsync(Generation, Share(0, 5, Day(1)), 0);
        Assert.Equal(CheckpointMove.Superseded, await MoveAsync(Generation, Share(0, 4, Day(1, 9), Day(2, 9)), 0));
        Assert.Equal(CheckpointMove.Moved, await MoveAsync(Generation, Share(0, 5, Day(1, 9)) with { Totals = Some(99) }, 4));
        AssertShare(Share(0, 5, Day(1)), await Projections.LoadShareAsync(Generation, 0, None));
    }

    /// <summary>
    /// The saved checkpoint must lie between the old and the new one. Otherwise it is missing, was altered, or was moved further by a twin.
    /// </summary>
    [Theory]
    [InlineData("DELETE FROM partition_share", CheckpointMove.Superseded)]
    [InlineData("UPDATE partition_share SET checkpoint = 4", CheckpointMove.Superseded)]
    [InlineData("UPDATE partition_share SET checkpoint = 6", CheckpointMove.Moved)]
    [InlineData("UPDATE partition_share SET checkpoint = 10", CheckpointMove.Superseded)]
    public async Task A_checkpoint_moves_only_from_the_one_that_the_partition_knows(
        string change, CheckpointMove expected)
    {
        await MoveAsync(Generation, Share(0, 5, Day(1)), 0);
        await Database.ExecuteAsync(change);
        Assert.Equal(expected, await MoveAsync(Generation, Share(0, 9, Day(2)), 5));
    }

    [Fact]
    public async Task A_generation_is_built_beside_the_served_one_and_replaces_it_as_a_whole()
    {
        await Projections.SaveAsync(Generation, [Snapshot("a", days: Day(1)), Snapshot("old")], None);
        await MoveAsync(Generation, Share(0, 5, Day(1)), 0);
        int next = await Projections.BeginGenerationAsync(None);
        Assert.NotEqual(Generation, next);
        Assert.Equal(Generation, await Projections.GenerationAsync(None));
        Assert.Empty(await Projections.LoadAsync(next, EntityKind.Product, ["a"], DayRange.All, None));
        Assert.Equal(0, (await Projections.LoadShareAsync(next, 0, None)).Checkpoint);

        Assert.Equal((bool[])[true], await Projections.SaveAsync(next, [Snapshot("a", 0, 7, days: Day(1, 7))], None));
        Assert.Equal(CheckpointMove.Moved, await MoveAsync(next, Share(0, 7, Day(1, 7)), 0));
        Assert.Equal((bool[])[true], await Projections.SaveAsync(Generation, [Snapshot("a", 1, 2)], None));
        Assert.Equal((long[])[0L, 2, 0], await Projections.CountAsync(Generation, [], None));
        Assert.Equal((long[])[0L, 1, 0], await Projections.CountAsync(next, [], None));
        Assert.Equal([Some(2), Some(1)], (await ListedAsync()).Select(row => row.Totals));

        await Projections.ServeGenerationAsync(next, None);
        Assert.Equal(next, await Projections.GenerationAsync(None));
        Assert.Equal([Some(7)], (await ListedAsync()).Select(row => row.Totals));
        Generation = next;
        Assert.Equal([Day(1, 7)], (await LoadAsync("a", DayRange.All)).Days);
        AssertShare(Share(0, 7, Day(1, 7)), await Projections.LoadShareAsync(next, 0, None));
    }

    [Fact]
    public async Task A_dropped_generation_accepts_no_saves()
    {
        await Projections.SaveAsync(Generation, [Snapshot("a", days: Day(1))], None);
        int unfinished = await Projections.BeginGenerationAsync(None);
        await Projections.SaveAsync(unfinished, [Snapshot("a")], None);
        int next = await Projections.BeginGenerationAsync(None);
        Assert.NotEqual(unfinished, next);
        Assert.Equal((bool[])[false, false], await Projections.SaveAsync(unfinished, [Snapshot("a", 1, 2), Snapshot("b")], None));
        Assert.Equal(CheckpointMove.Superseded, await MoveAsync(unfinished, Share(0, 1), 0));

        await Projections.ServeGenerationAsync(next, None);
        Assert.Equal((bool[])[false, false], await Projections.SaveAsync(Generation, [Snapshot("a", 1, 2), Snapshot("b")], None));
        Assert.Equal(CheckpointMove.Superseded, await MoveAsync(Generation, Share(0, 1), 0));
        Assert.Equal(CheckpointMove.Superseded, await MoveAsync(next + 1, Share(0, 1), 0));
        await Projections.SweepAsync(None);
        Assert.Empty(await Projections.LoadAsync(Generation, EntityKind.Product, ["a", "b"], DayRange.All, None));
        Assert.Equal(0, (await Projections.LoadShareAsync(Generation, 0, None)).Checkpoint);
    }

    [Fact]
    public async Task Serving_a_generation_that_is_not_under_construction_is_refused()
    {
        int dropped = await Projections.BeginGenerationAsync(None);
        await Projections.BeginGenerationAsync(None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Projections.ServeGenerationAsync(dropped, None));
        Assert.Equal(Generation, await Projections.GenerationAsync(None));
    }

    [Fact]
    public async Task Each_entity_is_counted_once_whether_saved_or_not()
    {
        await Projections.SaveAsync(
            Generation, [Snapshot("a"), Snapshot("b"), Snapshot("a", kind: EntityKind.Store), Snapshot("c", kind: EntityKind.Customer)],
            None);
        EntityKey[] unsaved =
        [
            new(EntityKind.Product, "a"), new(EntityKind.Product, "A"), new(EntityKind.Product, "A"), new(EntityKind.Store, "b"),
            new(EntityKind.Customer, "c"), new(EntityKind.Customer, "d"), new(EntityKind.Customer, "e"),
        ];
        Assert.Equal((long[])[2L, 3, 3], await Projections.CountAsync(Generation, unsaved, None));
        Assert.Equal((long[])[1L, 2, 1], await Projections.CountAsync(Generation, [], None));
    }

    [Fact]
    public async Task The_analysts_view_shows_only_the_served_generation()
    {
        await Projections.SaveAsync(Generation, [Snapshot("a", days: [Day(1), Day(2)])], None);
        int next = await Projections.BeginGenerationAsync(None);
        await Projections.SaveAsync(next, [Snapshot("a", days: Day(1)), Snapshot("b")], None);
        Assert.Equal((1L, 2L), (await CountAsync("product"), await CountAsync("product_day")));
        await Projections.ServeGenerationAsync(next, None);
        Assert.Equal((2L, 1L), (await CountAsync("product"), await CountAsync("product_day")));
        foreach (string view in (string[])["store", "store_day", "customer", "customer_day"]) Assert.Equal(0L, await CountAsync(view));
    }

    private Task<CheckpointMove> MoveAsync(int generation, SavedShare share, long from, params RequiredWatermark[] touched) =>
        Projections.MoveCheckpointAsync(generation, share, from, touched, None);

    private static SavedShare Share(int partition, long checkpoint, params DayTotals[] days) =>
        new(partition, checkpoint, Some((int)checkpoint), Some((int)checkpoint + 1), days);

    private static void AssertShare(SavedShare expected, SavedShare actual)
    {
        Assert.Equal(
            (expected.Partition, expected.Checkpoint, expected.Totals, expected.Guest),
            (actual.Partition, actual.Checkpoint, actual.Totals, actual.Guest));
        Assert.Equal(expected.Days, actual.Days);
    }

    private async Task<SavedEntity> LoadAsync(string id, DayRange? days, EntityKind kind = EntityKind.Product) =>
        Assert.Single(await Projections.LoadAsync(Generation, kind, [id], days, None));

    private async Task<IReadOnlyList<EntityRow>> ListedAsync() =>
        (await Projections.ListAsync(new EntityQuery(EntityKind.Product, EntitySort.Id, false, null, null, 100), None)).Items;

    private async Task<long> CountAsync(string view) =>
        Convert.ToInt64(await Database.ScalarAsync($"SELECT count(*) FROM {view} WHERE net_revenue > 0"), null);
}
