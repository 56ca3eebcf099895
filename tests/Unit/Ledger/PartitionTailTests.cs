using CsCheck;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using Xunit;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class PartitionTailTests
{
    private const int Partition = 3;
    private static readonly string[] Products = ["milk", "cheese", "Cheese"];

    [Fact]
    public void A_run_folds_into_what_its_entries_add_to_each_entity() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            LedgerEntry[] entries = [.. Enumerable.Range(1, 30).Select(sequence => Entry(random, sequence))];
            PartitionTail tail = TailOf(entries);
            int low = random.Next(entries.Length);
            int high = random.Next(low, entries.Length + 1);
            var affected = tail.Affected(low, high).ToDictionary(entity => entity.Key);
            foreach (EntityKey key in Keys())
            {
                LedgerEntry[] run = [.. entries[low..high].Where(entry => Concerns(entry, key))];
                Assert.Equal(run.Length > 0, affected.ContainsKey(key));
                if (run.Length == 0) continue;
                Delta delta = affected[key].Fold(1, Partition, low, high, urgent: false)!;
                Assert.Equal((run[0].Position.Sequence, run[^1].Position.Sequence), (delta.First, delta.Last));
                Assert.Equal(
                    entries[..low].LastOrDefault(entry => Concerns(entry, key))?.Position.Sequence ?? 0, delta.Previous);
                Assert.Equal(
                    run.GroupBy(entry => entry.BusinessDate).OrderBy(day => day.Key).Select(day => (day.Key, Sum(day, key))),
                    delta.Days.OrderBy(day => day.Day).Select(day => (day.Day, day.Totals)));
                Assert.Equal(NameOf(run, key), delta.Name);
            }
        },
        iter: 2_000);

    [Fact]
    public void Entries_below_the_checkpoint_use_no_memory_in_the_tail_not_even_annulments()
    {
        var random = new Random(1);
        LedgerEntry[] entries =
        [
            .. Enumerable.Range(1, 30).Select(sequence => Entry(random, sequence) with
            {
                Mark = (sequence % 3) switch
                {
                    0 => null,
                    1 => new RevisionMark(2, EntryEffect.Annuls, 1),
                    _ => new RevisionMark(2, EntryEffect.AnnulsRest, 1),
                },
            }),
        ];
        PartitionTail tail = TailOf(entries);
        Assert.Equal(entries.Sum(entry => entry.Lines.Length), tail.Lines);
        tail.Trim(20);
        Assert.Equal(entries[20..].Sum(entry => entry.Lines.Length), tail.Lines);
        Assert.Equal(entries[20..].Sum(TransactionSize.Of), tail.Bytes);
        tail.Trim(30);
        Assert.Equal((0, 0, 0), (tail.Transactions, tail.Lines, tail.Bytes));
        Assert.Empty(tail.Affected(30, 30));
        Assert.Null(tail.PendingFor(new EntityKey(EntityKind.Product, "milk"), 0, 1));
    }

    [Fact]
    public void An_entity_without_a_row_learns_the_head_so_that_an_earlier_delta_adds_nothing()
    {
        var random = new Random(1);
        LedgerEntry[] entries = [.. Enumerable.Range(1, 3).Select(sequence => Entry(random, sequence))];
        var customer = new EntityKey(EntityKind.Customer, "nobody");
        var state = new EntityState(customer, Partition + 1, saved: null);
        Assert.Null(new PartitionTail(Partition, 0).PendingFor(customer, Delta.NoRow, 1));
        Delta head = TailOf(entries).PendingFor(customer, Delta.NoRow, 1)!;
        Assert.Equal((3L, 0), (state.Apply(head), head.Days.Length));
        Assert.False(state.Dirty);
        var late = new Delta(1, Partition, 2, 2, 0, [new DayTotals(new DateOnly(2026, 1, 1), new Totals())], null, false);
        Assert.Equal(3, state.Apply(late));
        Assert.False(state.Dirty);
        Assert.Equal(4, state.Apply(late with { First = 4, Last = 4 }));
        Assert.True(state.Dirty);
    }

    [Fact]
    public void A_run_is_traced_by_its_first_sampled_entry_and_the_entities_that_it_concerns() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            LedgerEntry[] entries = [.. Enumerable.Range(1, 20).Select(sequence => Entry(random, sequence))];
            bool[] sampled = [.. entries.Select(_ => random.Next(6) == 0)];
            var tail = new PartitionTail(Partition, 0);
            for (int i = 0; i < entries.Length; i++) tail.Append(entries[i], urgent: false, sampled[i]);
            int low = random.Next(entries.Length);
            int high = random.Next(low, entries.Length + 1);
            int first = Enumerable.Range(low, high - low).FirstOrDefault(i => sampled[i], -1) + 1;
            Assert.Equal(first, tail.FirstTraced(low, high));
            foreach (EntityTail entity in tail.Affected(low, high))
                Assert.Equal(first > 0 && Concerns(entries[first - 1], entity.Key), entity.IsAffectedBy(first));
        },
        iter: 1_000);

    private static PartitionTail TailOf(LedgerEntry[] entries)
    {
        var tail = new PartitionTail(Partition, 0);
        foreach (LedgerEntry entry in entries) tail.Append(entry, urgent: false);
        return tail;
    }

    private static LedgerEntry Entry(Random random, int sequence) => new(
        new Position(Partition, sequence),
        $"T{sequence}",
        random.Next(2) == 0 ? "north" : "south",
        random.Next(2) == 0 ? "customer" : null,
        new DateTimeOffset(2026, 2, random.Next(1, 4), random.Next(24), 0, 0, TimeSpan.Zero),
        random.Next(5) == 0 ? TransactionKind.Return : TransactionKind.Sale,
        [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Line(random))],
        LedgerSamples.Noon)
    {
        Currency = random.Next(3) == 0 ? "EUR" : null,
        Mark = random.Next(4) == 0 ? new RevisionMark(2, EntryEffect.Annuls, 1) : null,
    };

    private static SaleLine Line(Random random) => new(
        Products[random.Next(Products.Length)], random.Next(3) == 0 ? $"name {random.Next(9)}" : null, random.Next(-2, 5), random.Next(99));

    private static IEnumerable<EntityKey> Keys() =>
    [
        new(EntityKind.Store, "north"), new(EntityKind.Store, "south"), new(EntityKind.Customer, "customer"),
        .. Products.Select(id => new EntityKey(EntityKind.Product, id)),
    ];

    private static bool Concerns(LedgerEntry entry, EntityKey key) => key.Kind switch
    {
        EntityKind.Store => entry.StoreId == key.Id,
        EntityKind.Customer => entry.CustomerId == key.Id,
        _ => entry.Lines.Any(line => line.ProductId == key.Id),
    };

    private static SaleLine[] LinesOf(LedgerEntry entry, EntityKey key) =>
        key.Kind == EntityKind.Product ? [.. entry.Lines.Where(line => line.ProductId == key.Id)] : entry.Lines;

    private static Totals Sum(IEnumerable<LedgerEntry> entries, EntityKey key)
    {
        Totals sum = default;
        foreach (LedgerEntry entry in entries) sum += SaleFigures.Of(entry with { Lines = LinesOf(entry, key) });
        return sum;
    }

    private static LineName? NameOf(LedgerEntry[] entries, EntityKey key)
    {
        if (key.Kind != EntityKind.Product) return null;
        LineName[] names =
        [
            .. entries.SelectMany(entry => LinesOf(entry, key).Where(line => line.Description is not null)
                .Select(line => new LineName(line.Description!, entry.OccurredAt.UtcDateTime, entry.TransactionId))),
        ];
        return names.Aggregate((LineName?)null, LineName.Latest);
    }
}
