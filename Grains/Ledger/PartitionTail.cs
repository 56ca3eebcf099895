using System.Runtime.InteropServices;
using RetailGrains.Chain;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Ledger;

/// <summary>
/// A partition's entries above its checkpoint, stored as contributions per entity. That suffices to deliver them, to answer an entity that
/// is being activated, and to move the checkpoint. Pure: it uses neither grains nor stores.
/// </summary>
internal sealed class PartitionTail(int partition, long checkpoint)
{
    private readonly Dictionary<string, EntityTail>[] _entities =
        [new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal)];

    private readonly List<Entry> _entries = [];

    private readonly record struct Entry(
        DateOnly Day, Totals Totals, bool Guest, bool Urgent, EntityTail[] Concerned, long Bytes, DateTime RecordedAt);

    public long Checkpoint { get; private set; } = checkpoint;

    public long Head => Checkpoint + _entries.Count;

    public int Transactions => _entries.Count;

    public long Lines { get; private set; }

    /// <summary>The entries' size by <see cref="TransactionSize"/>: the tail keeps their texts, for names.</summary>
    public long Bytes { get; private set; }

    /// <summary>Appends the entry that follows the head.</summary>
    /// <returns>The entry's own figures.</returns>
    public Totals Append(LedgerEntry entry, bool urgent)
    {
        if (entry.Position != new Position(partition, Head + 1))
            throw new InvalidOperationException($"Entry {entry.Position} does not follow head {Head} of partition {partition}.");
        Totals totals = SaleFigures.Of(entry);
        var concerned = new List<EntityTail>(entry.Lines.Length + 2) { Whole(EntityKind.Store, entry.StoreId) };
        if (entry.CustomerId is { } customer) concerned.Add(Whole(EntityKind.Customer, customer));
        Totals opening = SaleFigures.Opening(entry);
        foreach (ref readonly SaleLine line in entry.Lines.AsSpan())
        {
            EntityTail product = Of(EntityKind.Product, line.ProductId);
            if (product.AddLine(entry, opening, line)) concerned.Add(product);
        }

        long bytes = TransactionSize.Of(entry);
        _entries.Add(new Entry(entry.BusinessDate, totals, entry.CustomerId is null, urgent, [.. concerned], bytes, entry.RecordedAt));
        Lines += entry.Lines.Length;
        Bytes += bytes;
        return totals;

        EntityTail Whole(EntityKind kind, string id)
        {
            EntityTail tail = Of(kind, id);
            tail.StartEntry(entry, totals);
            return tail;
        }
    }

    /// <summary>
    /// Returns the entities that sequences above <paramref name="low"/>, up to <paramref name="high"/>, concern, each once.
    /// </summary>
    public IReadOnlyCollection<EntityTail> Concerned(long low, long high)
    {
        var concerned = new HashSet<EntityTail>(ReferenceEqualityComparer.Instance);
        foreach (ref readonly Entry entry in Range(low, high))
            foreach (EntityTail tail in entry.Concerned)
                concerned.Add(tail);
        return concerned;
    }

    /// <summary>Returns when an entry above the checkpoint was recorded.</summary>
    public DateTime RecordedAt(long sequence) => _entries[(int)(sequence - Checkpoint - 1)].RecordedAt;

    /// <summary>Returns whether a caller waits for one of these sequences to be saved.</summary>
    public bool Urgent(long low, long high)
    {
        foreach (ref readonly Entry entry in Range(low, high))
            if (entry.Urgent)
                return true;
        return false;
    }

    /// <summary>Returns what the tail holds for an entity above its watermark, or null.</summary>
    public Delta? PendingFor(EntityKey entity, long watermark, int generation) =>
        _entities[(int)entity.Kind].TryGetValue(entity.Id, out EntityTail? tail)
            ? tail.Fold(generation, partition, watermark, Head, urgent: false)
            : null;

    /// <summary>Returns whether an entry above the checkpoint concerns the entity.</summary>
    public bool Holds(EntityKey entity) => _entities[(int)entity.Kind].ContainsKey(entity.Id);

    /// <summary>Returns every entity concerned up to a new checkpoint, with the last sequence that its saved rows must cover.</summary>
    public RequiredWatermark[] RequiredWatermarks(long upTo) =>
        [.. Concerned(Checkpoint, upTo).Select(tail => new RequiredWatermark(tail.Key, tail.LastUpTo(upTo)))];

    /// <summary>Returns what the sequences above the checkpoint, up to a new one, add to the chain.</summary>
    public ShareDelta Share(long upTo)
    {
        Totals guest = default;
        var book = new DailyTotals(default, []);
        foreach (ref readonly Entry entry in Range(Checkpoint, upTo))
        {
            book.Add(entry.Day, entry.Totals);
            if (entry.Guest) guest += entry.Totals;
        }

        return new ShareDelta(guest, book.Between(null, null));
    }

    /// <summary>Drops the entries that the checkpoint covers.</summary>
    public void Trim(long checkpoint)
    {
        foreach (EntityTail tail in Concerned(Checkpoint, checkpoint))
        {
            tail.Trim(checkpoint);
            if (tail.IsEmpty) _entities[(int)tail.Key.Kind].Remove(tail.Key.Id);
        }

        foreach (ref readonly Entry entry in Range(Checkpoint, checkpoint))
        {
            Lines -= entry.Totals.Lines;
            Bytes -= entry.Bytes;
        }

        _entries.RemoveRange(0, (int)(checkpoint - Checkpoint));
        Checkpoint = checkpoint;
    }

    private EntityTail Of(EntityKind kind, string id)
    {
        ref EntityTail? tail = ref CollectionsMarshal.GetValueRefOrAddDefault(_entities[(int)kind], id, out _);
        return tail ??= new EntityTail(new EntityKey(kind, id));
    }

    private ReadOnlySpan<Entry> Range(long low, long high) =>
        CollectionsMarshal.AsSpan(_entries)[(int)(low - Checkpoint)..(int)(high - Checkpoint)];
}
