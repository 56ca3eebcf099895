using CsCheck;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Revisions;
using Xunit;

namespace RetailGrains.Tests.Unit.Ledger;

/// <summary>
/// Runs a model of delivery, watermarks, saves and checkpoints (guarantees 5 to 8 of docs/architecture.md) on the production rules
/// (<see cref="PartitionTail"/>, <see cref="EntityState"/>). Random schedules contain appends, complete deliveries, deliveries that stop
/// early or end in a crash and are then divided differently, lost activations of entities and partitions, duplicate activations of
/// entities, saves, checkpoints, reads and replays. Every read and the final state must equal totals that are computed from the ledger.
/// </summary>
public sealed class DeliveryModelTests
{
    [Fact]
    public void Every_read_equals_the_ledger_despite_crashes_and_retries() =>
        Gen.Int.Sample(seed => new DeliveryModel(seed).Run(steps: 300), iter: 2_000);
}

/// <summary>Runs the steps that the grains take between awaits, in random order, with dictionaries as databases.</summary>
internal sealed class DeliveryModel(int seed)
{
    private const int Partitions = 3;
    private const int Generation = 1;
    private static readonly DateOnly Day = new(2026, 1, 1);

    private readonly Random _random = new(seed);
    private readonly string[] _stores = ["A", "a", "B"];
    private readonly string[] _products = ["85123A", "85123a", "0123", "123"];
    private readonly string?[] _customers = [null, "17850", "x"];

    private readonly List<LedgerEntry>[] _ledger = [[], [], []];
    private readonly Dictionary<EntityKey, SavedEntity> _saved = [];
    private readonly long[] _checkpoints = new long[Partitions];
    private readonly PartitionActivation?[] _partitions = new PartitionActivation?[Partitions];
    private readonly Dictionary<EntityKey, EntityState> _entities = [];
    private readonly Dictionary<EntityKey, EntityState> _twins = [];

    private sealed class PartitionActivation(PartitionTail tail)
    {
        public PartitionTail Tail { get; } = tail;

        public long Delivered { get; set; } = tail.Checkpoint;
    }

    public void Run(int steps)
    {
        for (int i = 0; i < steps; i++) Step();
        for (int p = 0; p < Partitions; p++) Deliver(p, int.MaxValue);
        foreach (EntityKey key in Keys()) AssertIsLedgers(key, Entity(key));
        for (int p = 0; p < Partitions; p++) AssertCheckpointReachesHead(p);
    }

    /// <summary>Redelivery activates entities that have lost applied deltas. Otherwise a checkpoint would wait forever.</summary>
    private void AssertCheckpointReachesHead(int p)
    {
        PartitionActivation partition = Partition(p);
        for (int round = 0; round < 100 && partition.Tail.Checkpoint < partition.Tail.Head; round++)
        {
            foreach (EntityTail entity in partition.Tail.Affected(partition.Tail.Checkpoint, partition.Delivered))
                Deliver(p, entity, partition.Tail.Checkpoint, partition.Delivered);
            foreach (EntityKey key in Keys()) Save(key);
            MoveCheckpoint(p);
        }

        Assert.Equal(partition.Tail.Head, partition.Tail.Checkpoint);
    }

    private void Step()
    {
        int p = _random.Next(Partitions);
        double dice = _random.NextDouble();
        if (dice < .35) Append(p);
        else if (dice < .60) Deliver(p, _random.NextDouble() < .4 ? _random.Next(8) : int.MaxValue);
        else if (dice < .68) _entities.Remove(AnyKey());
        else if (dice < .72) _partitions[p] = null;
        else if (dice < .75) MakeTwin(AnyKey());
        else if (dice < .90) Save(AnyKey());
        else MoveCheckpoint(p);
        if (_random.NextDouble() < .2 && AnyKey() is var key && !_entities.ContainsKey(key)) AssertIsLedgers(key, Entity(key));
    }

    private void Append(int p)
    {
        if (_ledger[p].Count > 0 && _random.Next(3) == 0) Revise(p, _ledger[p][_random.Next(_ledger[p].Count)].TransactionId);
        else Append(p, $"{p}-{_ledger[p].Count + 1}", mark: null);
    }

    /// <summary>Voids or corrects a transaction by the production rules.</summary>
    private void Revise(int p, string id)
    {
        var history = new TransactionHistory(_ledger[p].Where(entry => entry.TransactionId == id));
        var action = (RevisionAction)_random.Next(3);
        var time = new SaleTime(Day.ToDateTime(default), TimeSpan.Zero);
        SaleTransaction? correction = action == RevisionAction.Correct
            ? new SaleTransaction(id, Pick(_stores), null, time, TransactionKind.Sale, Lines())
            : null;
        var now = new DateTimeOffset(Day.AddDays(3), new TimeOnly(12, 0), TimeSpan.Zero);
        RevisionPlan plan = RevisionPlan.Of(
            new RevisionRequest(id, action, correction, null), new RevisionFacts(history, null, [], HasMoreReturns: false), now, null);
        foreach (EntryDraft draft in plan.Drafts)
        {
            if (draft.TakesBack is { } entry) Add(p, entry with { Position = Next(p), Mark = draft.Mark });
            else Append(p, id, draft.Mark);
        }
    }

    private void Append(int p, string id, RevisionMark? mark)
    {
        var at = new DateTimeOffset(Day.AddDays(_random.Next(3)), new TimeOnly(_random.Next(24), 0), TimeSpan.Zero);
        Add(p, new LedgerEntry(
            Next(p), id, Pick(_stores), Pick(_customers), at, (TransactionKind)_random.Next(3), Lines(), at.UtcDateTime)
        { Mark = mark });
    }

    private Position Next(int p) => new(p, Partition(p).Tail.Head + 1);

    private void Add(int p, LedgerEntry entry)
    {
        _ledger[p].Add(entry);
        Partition(p).Tail.Append(entry, urgent: false);
    }

    private SaleLine[] Lines()
    {
        var lines = new SaleLine[_random.Next(1, 5)];
        for (int i = 0; i < lines.Length; i++)
            lines[i] =
                new SaleLine(Pick(_products), null, _random.Next(1, 9) * (_random.Next(4) == 0 ? -1 : 1), _random.Next(-99, 9999) / 1000m);
        return lines;
    }

    private void Deliver(int p, int upToEntities)
    {
        PartitionActivation partition = Partition(p);
        long low = partition.Delivered;
        long high = _random.Next(3) == 0 ? low + _random.NextInt64(partition.Tail.Head - low + 1) : partition.Tail.Head;
        if (upToEntities == int.MaxValue) high = partition.Tail.Head;
        EntityTail[] touched = [.. partition.Tail.Affected(low, high)];
        _random.Shuffle(touched);
        foreach (EntityTail entity in touched.Take(upToEntities)) Deliver(p, entity, low, high);
        if (touched.Length <= upToEntities) partition.Delivered = high;
        else if (_random.Next(2) == 0) _partitions[p] = null; // crash in the middle
    }

    private void Deliver(int p, EntityTail entity, long low, long high)
    {
        for (int attempt = 0; entity.Fold(Generation, p, low, high, urgent: false) is { } delta; attempt++)
        {
            Assert.True(attempt < 4, $"seed {seed}: delivery does not end");
            low = Entity(entity.Key).Apply(delta);
        }
    }

    private void Save(EntityKey key)
    {
        if (!TrySave(_entities, key)) _entities.Remove(key);
        if (!TrySave(_twins, key)) _twins.Remove(key);
    }

    /// <summary>The database's compare-and-set. Sometimes its answer is lost, and the stale activation ends at its next save.</summary>
    private bool TrySave(Dictionary<EntityKey, EntityState> activations, EntityKey key)
    {
        if (!activations.TryGetValue(key, out EntityState? state) || !state.Dirty) return true;
        EntitySnapshot snapshot = state.TakeSnapshot();
        SavedEntity? before = _saved.GetValueOrDefault(key);
        if (_random.Next(10) == 0)
        {
            state.OnNotSaved(snapshot);
            return true;
        }

        if ((before?.Version ?? 0) != snapshot.BaseVersion) return false;
        Dictionary<DateOnly, DayTotals> days = (before?.Days ?? []).ToDictionary(day => day.Day);
        foreach (DayTotals day in snapshot.ChangedDays) days[day.Day] = day;
        _saved[key] = new SavedEntity(
            key.Id, snapshot.BaseVersion + 1, snapshot.Watermarks, snapshot.Totals, snapshot.Name,
            [.. days.Values.OrderBy(day => day.Day)]);
        bool answerLost = _random.Next(10) == 0;
        if (answerLost) state.OnNotSaved(snapshot);
        else state.OnSaved();
        return true;
    }

    private void MoveCheckpoint(int p)
    {
        PartitionActivation partition = Partition(p);
        long target = partition.Delivered;
        if (target == partition.Tail.Checkpoint) return;
        bool covered = partition.Tail.RequiredWatermarks(target).All(owed =>
            _saved.TryGetValue(owed.Entity, out SavedEntity? saved) && saved.Watermarks[p] >= owed.Sequence);
        if (!covered) return;
        partition.Tail.Trim(target);
        _checkpoints[p] = target;
    }

    /// <summary>Gives an entity a second activation. Both activations save, and one of them detects that it is stale.</summary>
    private void MakeTwin(EntityKey key)
    {
        if (_entities.Remove(key, out EntityState? state)) _twins[key] = state;
    }

    private PartitionActivation Partition(int p)
    {
        if (_partitions[p] is { } active) return active;
        var tail = new PartitionTail(p, _checkpoints[p]);
        foreach (LedgerEntry entry in _ledger[p].Skip((int)_checkpoints[p])) tail.Append(entry, urgent: false);
        return _partitions[p] = new PartitionActivation(tail);
    }

    private EntityState Entity(EntityKey key)
    {
        if (_entities.TryGetValue(key, out EntityState? active)) return active;
        var state = new EntityState(key, Partitions, _saved.GetValueOrDefault(key));
        for (int p = 0; p < Partitions; p++)
            if (Partition(p).Tail.PendingFor(key, state.Version == 0 ? Delta.NoRow : state.Watermarks[p], Generation) is { } held)
                state.Apply(held);
        return _entities[key] = state;
    }

    private void AssertIsLedgers(EntityKey key, EntityState state)
    {
        Totals expected = default;
        foreach (LedgerEntry entry in _ledger.SelectMany(entries => entries)) expected += Part(entry, key);
        Assert.Equal(expected, state.Totals);
        Assert.Equal(expected, state.Days(null, null).Aggregate(default(Totals), (sum, day) => sum + day.Totals));
    }

    /// <summary>An entry's contribution to an entity, computed from its lines and not by the code under test.</summary>
    private static Totals Part(LedgerEntry entry, EntityKey key)
    {
        SaleLine[] lines = key.Kind switch
        {
            EntityKind.Store => entry.StoreId == key.Id ? entry.Lines : [],
            EntityKind.Customer => entry.CustomerId == key.Id ? entry.Lines : [],
            _ => [.. entry.Lines.Where(line => line.ProductId == key.Id)],
        };
        if (lines.Length == 0) return default;
        decimal[] amounts = [.. lines.Select(line => line.Quantity * line.UnitPrice)];
        DateTime at = entry.OccurredAt.UtcDateTime;
        int sign = entry.Mark?.Effect is EntryEffect.Annuls or EntryEffect.AnnulsRest ? -1 : 1;
        int count = entry.Mark?.Effect == EntryEffect.AnnulsRest ? 0 : sign;
        return new Totals(
            sign * amounts.Where(amount => amount > 0).Sum(),
            sign * amounts.Where(amount => amount < 0).Sum(),
            sign * lines.Sum(line => (long)line.Quantity),
            count * lines.Length,
            count,
            entry.Kind == TransactionKind.Return ? count : 0,
            at,
            at);
    }

    private IEnumerable<EntityKey> Keys() =>
        _stores.Select(id => new EntityKey(EntityKind.Store, id))
            .Concat(_products.Select(id => new EntityKey(EntityKind.Product, id)))
            .Concat(_customers.OfType<string>().Select(id => new EntityKey(EntityKind.Customer, id)));

    private EntityKey AnyKey() => Pick(Keys().ToArray());

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
