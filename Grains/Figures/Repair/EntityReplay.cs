using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Figures.Repair;

/// <summary>
/// Computes one entity's state from its ledger entries, by the same rules as a delivery: a tail folds them into deltas, and a state applies
/// these. Memory holds one chunk, which is bounded in entries and in bytes. Pure.
/// </summary>
internal sealed class EntityReplay(EntityKey entity, int generation, int partitions)
{
    private const int Chunk = 4_000;

    private readonly EntityState _state = new(entity, partitions, saved: null);
    private EntityTail _tail = new(entity);
    private int _partition;
    private int _count;
    private long _bytes;

    /// <summary>Adds the entity's next entry, in order of partition and sequence.</summary>
    public void Add(LedgerEntry entry)
    {
        if (entry.Position.Partition != _partition || _count == Chunk || _bytes >= TransactionSize.MaxWindowBytes) Fold();
        var added = new TailEntry(entry, urgent: false);
        _partition = entry.Position.Partition;
        _count++;
        _bytes += added.Bytes;
        if (entity.Kind != EntityKind.Product)
        {
            _tail.Add(added);
            return;
        }

        for (int line = 0; line < entry.Lines.Length; line++)
            if (entry.Lines[line].ProductId == entity.Id)
                _tail.AddLine(added, line);
    }

    /// <summary>Returns the entity with all its days, ready to be saved.</summary>
    /// <param name="heads">By partition: every entry of the entity up to here was added.</param>
    public EntitySnapshot Complete(IReadOnlyList<long> heads)
    {
        Fold();
        for (int partition = 0; partition < partitions; partition++) _state.Include(partition, heads[partition]);
        return _state.TakeSnapshot();
    }

    private void Fold()
    {
        if (_tail.Fold(generation, _partition, low: 0, high: long.MaxValue, urgent: false) is { } delta) _state.Apply(delta);
        _tail = new EntityTail(entity);
        _count = 0;
        _bytes = 0;
    }
}
