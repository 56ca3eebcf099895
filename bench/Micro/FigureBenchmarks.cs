using BenchmarkDotNet.Attributes;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Bench.Micro;

/// <summary>The steps from a recorded sale to figures that include it, in runs of 1,000 sales. The results are per sale.</summary>
public class FigureBenchmarks
{
    private readonly LedgerEntry[] _entries = MicroSales.Entries();
    private readonly Dictionary<EntityKey, EntityState> _states = [];
    private PartitionTail _tail = new(0, 0);
    private Delta[] _deltas = [];
    private EntityKey[] _keys = [];

    [GlobalSetup]
    public void Setup()
    {
        _tail = Filled();
        IReadOnlyList<EntityTail> affected = _tail.Affected(0, MicroSales.Count);
        _keys = [.. affected.Select(entity => entity.Key)];
        _deltas = Folded(_tail);
        NewStates();
        Apply();
    }

    [IterationSetup(Target = nameof(Apply))]
    public void NewStates()
    {
        foreach (EntityKey key in _keys) _states[key] = new EntityState(key, partitions: 16, saved: null);
    }

    [Benchmark(Description = "append to the tail and trim", OperationsPerInvoke = MicroSales.Count)]
    public long Append()
    {
        PartitionTail tail = Filled();
        tail.Trim(MicroSales.Count);
        return tail.Checkpoint;
    }

    [Benchmark(Description = "fold into deltas", OperationsPerInvoke = MicroSales.Count)]
    public int Fold() => Folded(_tail).Length;

    [Benchmark(Description = "apply deltas", OperationsPerInvoke = MicroSales.Count)]
    public long Apply()
    {
        long applied = 0;
        for (int i = 0; i < _deltas.Length; i++) applied += _states[_keys[i]].Apply(_deltas[i]);
        return applied;
    }

    [Benchmark(Description = "snapshots to save", OperationsPerInvoke = MicroSales.Count)]
    public int Snapshot()
    {
        int days = 0;
        foreach (EntityState state in _states.Values)
        {
            EntitySnapshot snapshot = state.TakeSnapshot();
            days += snapshot.ChangedDays.Count;
            state.OnNotSaved(snapshot);
        }

        return days;
    }

    private PartitionTail Filled()
    {
        var tail = new PartitionTail(0, 0);
        foreach (LedgerEntry entry in _entries) tail.Append(entry, urgent: false);
        return tail;
    }

    private static Delta[] Folded(PartitionTail tail) =>
        [.. tail.Affected(0, MicroSales.Count).Select(entity => entity.Fold(1, 0, 0, MicroSales.Count, urgent: false)!)];
}
