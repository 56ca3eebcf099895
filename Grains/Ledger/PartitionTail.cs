using System.Runtime.InteropServices;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Ledger;

/// <summary>
/// A partition's entries above its checkpoint, and for each entity the entries that affect it. Delivery, entities that catch up, and the
/// checkpoint need nothing else. Pure: it uses neither grains nor stores.
/// </summary>
internal sealed class PartitionTail(int partition, long checkpoint)
{
    private readonly Dictionary<string, EntityTail>[] _entities =
        [new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal)];

    private readonly List<TailEntry> _entries = [];
    private readonly List<EntityTail> _affected = [];
    private long _round;

    public long Checkpoint { get; private set; } = checkpoint;

    public long Head => Checkpoint + _entries.Count;

    public int Transactions => _entries.Count;

    public long Lines { get; private set; }

    /// <summary>The entries' size by <see cref="TransactionSize"/>.</summary>
    public long Bytes { get; private set; }

    /// <summary>Appends the entry that follows the head.</summary>
    /// <returns>The entry's own figures.</returns>
    public Totals Append(LedgerEntry entry, bool urgent, bool traced = false)
    {
        if (entry.Position != new Position(partition, Head + 1))
            throw new InvalidOperationException($"Entry {entry.Position} does not follow head {Head} of partition {partition}.");
        var added = new TailEntry(entry, urgent, traced);
        AddWhole(EntityKind.Store, entry.StoreId, added);
        if (entry.CustomerId is { } customer) AddWhole(EntityKind.Customer, customer, added);
        for (int line = 0; line < entry.Lines.Length; line++)
        {
            EntityTail product = Of(EntityKind.Product, entry.Lines[line].ProductId);
            if (product.AddLine(added, line)) _affected.Add(product);
        }

        added.Affected = [.. _affected];
        _affected.Clear();
        _entries.Add(added);
        Lines += entry.Lines.Length;
        Bytes += added.Bytes;
        return added.Totals;
    }

    /// <summary>
    /// Returns the entities that sequences above <paramref name="low"/>, up to <paramref name="high"/>, concern, each once.
    /// </summary>
    public IReadOnlyList<EntityTail> Affected(long low, long high)
    {
        _round++;
        var affected = new List<EntityTail>();
        foreach (TailEntry entry in Range(low, high))
            foreach (EntityTail tail in entry.Affected)
                if (tail.IsFirstIn(_round))
                    affected.Add(tail);
        return affected;
    }

    /// <summary>Returns when an entry above the checkpoint was recorded.</summary>
    public DateTime RecordedAt(long sequence) => _entries[(int)(sequence - Checkpoint - 1)].Recorded.RecordedAt;

    /// <summary>Returns whether a caller waits for one of these sequences to be saved.</summary>
    public bool Urgent(long low, long high)
    {
        foreach (TailEntry entry in Range(low, high))
            if (entry.Urgent)
                return true;
        return false;
    }

    /// <summary>Returns the first of these sequences whose request is sampled; 0 when there is none.</summary>
    public long FirstTraced(long low, long high)
    {
        foreach (TailEntry entry in Range(low, high))
            if (entry.Traced)
                return entry.Sequence;
        return 0;
    }

    /// <summary>
    /// Returns what the tail holds for an entity above its watermark, or null. An entity without a row and without entries in
    /// the tail receives the head: earlier entries were erased, so a delta that was sent before and arrives later adds nothing.
    /// </summary>
    public Delta? PendingFor(EntityKey entity, long watermark, int generation)
    {
        Delta? held = _entities[(int)entity.Kind].TryGetValue(entity.Id, out EntityTail? tail)
            ? tail.Fold(generation, partition, watermark, Head, urgent: false)
            : null;
        return held is null && watermark == Delta.NoRow && Head > 0
            ? new Delta(generation, partition, First: 1, Last: Head, Previous: 0, Days: [], Name: null, Urgent: false)
            : held;
    }

    /// <summary>Returns whether an entry above the checkpoint concerns the entity.</summary>
    public bool Holds(EntityKey entity) => _entities[(int)entity.Kind].ContainsKey(entity.Id);

    /// <summary>Returns every entity affected up to a new checkpoint, with the last sequence that its saved rows must cover.</summary>
    public RequiredWatermark[] RequiredWatermarks(long upTo) =>
        [.. Affected(Checkpoint, upTo).Select(tail => new RequiredWatermark(tail.Key, tail.LastUpTo(upTo)))];

    /// <summary>Returns what the sequences above the checkpoint, up to a new one, add to the chain.</summary>
    public ShareDelta Share(long upTo)
    {
        Totals guest = default;
        var book = new DailyTotals(default, []);
        foreach (TailEntry entry in Range(Checkpoint, upTo))
        {
            book.Add(entry.Day, entry.Totals);
            if (entry.Recorded.CustomerId is null) guest += entry.Totals;
        }

        return new ShareDelta(guest, book.Between(null, null));
    }

    /// <summary>Drops the entries that the checkpoint covers.</summary>
    public void Trim(long checkpoint)
    {
        foreach (EntityTail tail in Affected(Checkpoint, checkpoint))
        {
            tail.Trim(checkpoint);
            if (tail.IsEmpty) _entities[(int)tail.Key.Kind].Remove(tail.Key.Id);
        }

        foreach (TailEntry entry in Range(Checkpoint, checkpoint))
        {
            Lines -= entry.Recorded.Lines.Length;
            Bytes -= entry.Bytes;
        }

        _entries.RemoveRange(0, (int)(checkpoint - Checkpoint));
        Checkpoint = checkpoint;
    }

    private void AddWhole(EntityKind kind, string id, TailEntry entry)
    {
        EntityTail tail = Of(kind, id);
        tail.Add(entry);
        _affected.Add(tail);
    }

    private EntityTail Of(EntityKind kind, string id)
    {
        ref EntityTail? tail = ref CollectionsMarshal.GetValueRefOrAddDefault(_entities[(int)kind], id, out _);
        return tail ??= new EntityTail(new EntityKey(kind, id));
    }

    private ReadOnlySpan<TailEntry> Range(long low, long high) =>
        CollectionsMarshal.AsSpan(_entries)[(int)(low - Checkpoint)..(int)(high - Checkpoint)];
}
