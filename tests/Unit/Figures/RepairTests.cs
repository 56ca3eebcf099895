using CsCheck;
using RetailGrains.Figures;
using RetailGrains.Figures.Repair;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Tests.Unit.Figures;

/// <summary>Replaying one entity gives the same figures as delivery. Rows that no save can have written indicate damage.</summary>
public sealed class RepairTests
{
    private const int Partitions = 2;

    private static readonly EntityKey[] Entities =
        [new(EntityKind.Store, "s"), new(EntityKind.Product, "p"), new(EntityKind.Product, "q"), new(EntityKind.Customer, "c")];

    private static readonly Gen<LedgerEntry[]> Ledger =
        Gen.Select(Gen.Bool, Gen.Int[0, 2], Gen.Int[1, 5], Gen.Int[-3, 9].Where(n => n != 0), Gen.Bool).Array[1, 40].Select(rolls =>
            rolls.Select((roll, n) => Entry(n % Partitions, (n / Partitions) + 1, roll)).ToArray());

    [Fact]
    public void A_replay_of_one_entity_gives_the_same_figures_as_delivery() => Ledger.Sample(entries =>
    {
        PartitionTail[] tails = [.. Enumerable.Range(0, Partitions).Select(p => new PartitionTail(p, 0))];
        foreach (LedgerEntry entry in entries) tails[entry.Position.Partition].Append(entry, urgent: false);
        foreach (EntityKey entity in Entities)
        {
            var delivered = new EntityState(entity, Partitions, saved: null);
            foreach (PartitionTail tail in tails)
                if (tail.PendingFor(entity, 0, generation: 1) is { } delta)
                    delivered.Apply(delta);
            var replay = new EntityReplay(entity, generation: 1, Partitions);
            foreach (LedgerEntry entry
                in entries.Where(entry => Concerns(entry, entity)).OrderBy(e => e.Position.Partition).ThenBy(e => e.Position.Sequence))
                replay.Add(entry);
            long[] heads = [.. tails.Select(tail => tail.Head)];
            EntitySnapshot replayed = replay.Complete(heads), expected = delivered.TakeSnapshot();
            Assert.Equal((expected.Totals, expected.Name), (replayed.Totals, replayed.Name));
            Assert.Equal(heads, replayed.Watermarks);
            Assert.Equal(expected.ChangedDays, replayed.ChangedDays);
        }
    });

    [Fact]
    public void A_delta_of_entries_that_were_erased_adds_nothing_to_rows_that_were_replayed_since()
    {
        var tail = new PartitionTail(0, 0);
        tail.Append(Entry(0, 1, (false, 0, 1, 1, false)), urgent: false);
        Delta late = tail.PendingFor(Entities[3], 0, generation: 1)!;
        var replay = new EntityReplay(Entities[3], generation: 1, Partitions);
        replay.Add(Entry(1, 1, (false, 1, 2, 3, false))); // a new customer with the same id
        EntitySnapshot replayed = replay.Complete([1, 1]);
        var saved = new SavedEntity("c", 1, replayed.Watermarks, replayed.Totals, replayed.Name, replayed.ChangedDays);
        var state = new EntityState(Entities[3], Partitions, saved);
        Assert.Equal(1, state.Apply(late));
        Assert.Equal(replayed.Totals, state.Totals);
    }

    [Fact]
    public void A_replay_of_large_receipts_in_several_chunks_gives_the_same_figures_as_in_one()
    {
        SaleLine[] lines = [.. Enumerable.Repeat(new SaleLine("p", new string('x', 900), 1, 0.125m), 1_000)];
        LedgerEntry[] entries = [.. Enumerable.Range(1, 20).Select(n => Entry(0, n, (true, n % 3, 1, 1, false)) with { Lines = lines })];
        var replay = new EntityReplay(Entities[1], generation: 1, Partitions);
        foreach (LedgerEntry entry in entries) replay.Add(entry);
        EntitySnapshot replayed = replay.Complete([20, 0]);
        Assert.Equal((20_000, 20), (replayed.Totals.Lines, replayed.Totals.Transactions));
        Assert.Equal(2_500m, replayed.Totals.NetRevenue);
        Assert.Equal(20, replayed.Watermarks[0]);
        Assert.Equal(3, replayed.ChangedDays.Count);
    }

    [Fact]
    public void Rows_that_were_saved_show_no_damage_and_altered_ones_do()
    {
        var day = new DayTotals(new DateOnly(2026, 1, 1), new Totals(5, 0, 1, 1, 1, 0, DateTime.UnixEpoch, DateTime.UnixEpoch));
        var saved = new SavedEntity("p", 3, [4, 0], day.Totals, null, [day]);
        long[] heads = [4, 9];
        Assert.Null(EntityDamage.Of(saved, heads));
        Assert.NotNull(EntityDamage.Of(saved with { Days = [] }, heads));
        Assert.NotNull(EntityDamage.Of(saved with { Totals = day.Totals with { WholeUnits = 2 } }, heads));
        Assert.NotNull(EntityDamage.Of(saved with { Version = 0 }, heads));
        Assert.NotNull(EntityDamage.Of(saved with { Watermarks = [4] }, heads));
        Assert.NotNull(EntityDamage.Of(saved with { Watermarks = [5, 0] }, heads));
        Assert.NotNull(EntityDamage.Of(saved with { Watermarks = [4, -1] }, heads));
        Assert.Equal("has day rows but no row", EntityDamage.Of(SavedEntity.Damaged("p", 0, ProjectionDamage.DaysWithoutRow), heads));
    }

    [Fact]
    public void A_share_that_was_saved_shows_no_damage_and_an_altered_one_does()
    {
        var day = new DayTotals(new DateOnly(2026, 1, 1), new Totals(5, 0, 1, 1, 7, 0, DateTime.UnixEpoch, DateTime.UnixEpoch));
        var saved = new SavedShare(0, 7, day.Totals, default, [day]);
        Assert.False(ShareDamage.IsIn(saved, uncounted: 0));
        Assert.True(ShareDamage.IsIn(saved, uncounted: 2));
        Assert.False(ShareDamage.IsIn(saved with { Checkpoint = saved.Checkpoint + 2 }, uncounted: 2));
        Assert.False(ShareDamage.IsIn(new SavedShare(0, 0, default, default, []), uncounted: 0));
        Assert.True(ShareDamage.IsIn(saved with { Checkpoint = 6 }, uncounted: 0));
        Assert.True(ShareDamage.IsIn(saved with { Days = [] }, uncounted: 0));
        Assert.True(ShareDamage.IsIn(saved with { Totals = day.Totals with { WholeUnits = 2 } }, uncounted: 0));
        Assert.True(ShareDamage.IsIn(saved with { Guest = day.Totals with { Transactions = 8 } }, uncounted: 0));
    }

    private static bool Concerns(LedgerEntry entry, EntityKey entity) => entity.Kind switch
    {
        EntityKind.Store => entry.StoreId == entity.Id,
        EntityKind.Customer => entry.CustomerId == entity.Id,
        _ => entry.Lines.Any(line => line.ProductId == entity.Id),
    };

    private static LedgerEntry Entry(int partition, long sequence, (bool Guest, int Day, int Price, int Quantity, bool Twice) roll)
    {
        SaleLine[] lines = [new("p", $"name {roll.Price}", roll.Quantity, roll.Price), new(roll.Twice ? "p" : "q", null, 1, 0.125m)];
        var at = new DateTimeOffset(new DateTime(2026, 1, 1 + roll.Day), TimeSpan.Zero);
        return new LedgerEntry(
            new Position(partition, sequence), $"{partition}-{sequence}", "s", roll.Guest ? null : "c", at, TransactionKind.Sale, lines,
            at.UtcDateTime);
    }
}
