using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RetailGrains.Figures;

/// <summary>The deltas that one partition adds together, with their answers, which arrive in any order and on any thread.</summary>
internal sealed class DeltaBatch(IReadOnlyList<PendingDelta> deltas)
{
    private readonly DeliveryResult[] _answers = new DeliveryResult[deltas.Count];
    private readonly TaskCompletionSource<DeliveryResult[]> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = deltas.Count;

    public IReadOnlyList<PendingDelta> Deltas => deltas;

    /// <summary>A caller waits for the deltas to be saved.</summary>
    public bool IsUrgent => deltas[0].Delta.Urgent;

    public Task<DeliveryResult[]> Answered => _answered.Task;

    public void Answer(int place, DeliveryResult answer)
    {
        _answers[place] = answer;
        if (Interlocked.Decrement(ref _open) == 0) _answered.SetResult(_answers);
    }
}

/// <summary>The deltas of several batches for one entity, which one call carries.</summary>
internal sealed class EntityCall
{
    private readonly List<(DeltaBatch Batch, int Place)> _items = [];
    private Delta[]? _deltas;

    private EntityCall(EntityKey key) => Key = key;

    public EntityKey Key { get; }

    /// <summary>The deltas, in the order of their batches.</summary>
    public Delta[] Deltas => _deltas ??= [.. _items.Select(item => item.Batch.Deltas[item.Place].Delta)];

    /// <summary>The span of the first delivery that added a delta of a trace.</summary>
    public Activity? Span
    {
        get
        {
            foreach ((DeltaBatch batch, int place) in _items)
                if (batch.Deltas[place].Span is { } span)
                    return span;
            return null;
        }
    }

    /// <summary>Returns one call for each entity of these batches.</summary>
    public static IReadOnlyCollection<EntityCall> Of(IReadOnlyList<DeltaBatch> batches)
    {
        var calls = new Dictionary<EntityKey, EntityCall>();
        foreach (DeltaBatch batch in batches)
        {
            for (int place = 0; place < batch.Deltas.Count; place++)
            {
                EntityKey key = batch.Deltas[place].Entity.Key;
                ref EntityCall? call = ref CollectionsMarshal.GetValueRefOrAddDefault(calls, key, out _);
                (call ??= new EntityCall(key))._items.Add((batch, place));
            }
        }

        return calls.Values;
    }

    /// <summary>Passes the entity's answer to each batch.</summary>
    public void Answer(DeltaReceipt[] receipts)
    {
        for (int i = 0; i < _items.Count; i++) Answer(i, new DeliveryResult(receipts[i], CountsCall: i == 0, Fault: null));
    }

    /// <summary>Passes the failure to each batch.</summary>
    public void Fail(Exception fault)
    {
        for (int i = 0; i < _items.Count; i++) Answer(i, new DeliveryResult(Receipt: null, CountsCall: i == 0, fault));
    }

    private void Answer(int item, DeliveryResult answer) => _items[item].Batch.Answer(_items[item].Place, answer);
}
