using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Operations;
using static RetailGrains.Tests.Stores.Samples;

namespace RetailGrains.Tests.Stores;

/// <summary>The replay of a rebuild alone. The figures that it saves equal a simple sum over the ledger.</summary>
public abstract class ReplaySuite : StoreSuite
{
    private static readonly EntityKind[] Kinds = [EntityKind.Store, EntityKind.Product, EntityKind.Customer];

    private IProjectionStore Projections => Store.Projections;

    [Fact]
    public async Task A_replay_saves_the_ledgers_figures_and_a_second_replay_changes_nothing()
    {
        LedgerEntry[] entries = Entries(partition: 0, from: 1, count: 40);
        await Store.Ledger.AppendAsync(entries, None);
        int generation = await Projections.BeginGenerationAsync(None);
        ProjectionReplay replay = Replay(generation);
        Assert.Equal(40, await replay.ReplayWindowAsync(None));
        Assert.Equal(0, await replay.ReplayWindowAsync(None));
        await AssertSavedAsync(generation, entries);
    }

    [Fact]
    public async Task Entries_recorded_during_a_replay_are_in_its_next_window()
    {
        LedgerEntry[] first = Entries(0, 1, 10);
        LedgerEntry[] second = Entries(0, 11, 7);
        await Store.Ledger.AppendAsync(first, None);
        int generation = await Projections.BeginGenerationAsync(None);
        ProjectionReplay replay = Replay(generation);
        await replay.ReplayWindowAsync(None);
        await Store.Ledger.AppendAsync(second, None);
        Assert.Equal(7, await replay.ReplayWindowAsync(None));
        await AssertSavedAsync(generation, [.. first, .. second]);
    }

    [Fact]
    public async Task An_interrupted_replay_continues_from_its_checkpoint()
    {
        LedgerEntry[] first = Entries(0, 1, 5);
        await Store.Ledger.AppendAsync(first, None);
        int generation = await Projections.BeginGenerationAsync(None);
        await Replay(generation).ReplayWindowAsync(None);
        LedgerEntry[] second = Entries(0, 6, 5);
        await Store.Ledger.AppendAsync(second, None);
        Assert.Equal(5, await Replay(generation).ReplayWindowAsync(None));
        await AssertSavedAsync(generation, [.. first, .. second]);
    }

    [Fact]
    public async Task A_window_is_bounded_and_windows_add_up()
    {
        LedgerEntry[] entries = Entries(0, 1, ProjectionReplay.Window + 3);
        foreach (LedgerEntry[] some in entries.Chunk(1_000)) await Store.Ledger.AppendAsync(some, None);
        int generation = await Projections.BeginGenerationAsync(None);
        ProjectionReplay replay = Replay(generation);
        Assert.Equal(ProjectionReplay.Window, await replay.ReplayWindowAsync(None));
        Assert.Equal(3, await replay.ReplayWindowAsync(None));
        await AssertSavedAsync(generation, entries);
    }

    [Fact]
    public async Task A_replay_into_a_generation_that_another_rebuild_has_dropped_stops()
    {
        await Store.Ledger.AppendAsync(Entries(0, 1, 3), None);
        int dropped = await Projections.BeginGenerationAsync(None);
        ProjectionReplay replay = Replay(dropped);
        await Projections.BeginGenerationAsync(None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => replay.ReplayWindowAsync(None));
    }

    private ProjectionReplay Replay(int generation) => new(generation, 0, Partitions, Store.Ledger, Projections);

    private async Task AssertSavedAsync(int generation, LedgerEntry[] entries)
    {
        foreach (EntityKind kind in Kinds)
        {
            EntitySnapshot[] expected = [.. Folded.Snapshots(kind, entries, Partitions)];
            IReadOnlyList<SavedEntity> saved =
                await Projections.LoadAsync(generation, kind, [.. expected.Select(one => one.Key.Id)], DayRange.All, None);
            Dictionary<string, SavedEntity> byId = saved.ToDictionary(one => one.Id, StringComparer.Ordinal);
            foreach (EntitySnapshot one in expected)
            {
                SavedEntity found = byId[one.Key.Id];
                Assert.Equal(one.Totals, found.Totals);
                Assert.Equal(one.Watermarks, found.Watermarks);
                Assert.Equal(one.ChangedDays, found.Days);
            }
        }

        SavedShare share = await Projections.LoadShareAsync(generation, 0, None);
        Assert.Equal(entries.Length, share.Checkpoint);
    }

    /// <summary>A few stores, products and customers over some days.</summary>
    private static LedgerEntry[] Entries(int partition, int from, int count) =>
    [
        .. Enumerable.Range(from, count).Select(n => Entry(
            partition, n, null, $"S{n % 3}", n % 4 == 0 ? null : $"C{n % 5}", new DateTimeOffset(Noon.AddHours(n % 50)),
            (TransactionKind)(n % 3), Line($"P{n % 7}", n % 9 - 3, 1.25m), Line($"P{n % 2}", 2, 0.5m))),
    ];
}
