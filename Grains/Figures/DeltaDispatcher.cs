using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using RetailGrains.Ledger;

namespace RetailGrains.Figures;

/// <summary>A delta and the entity it is for.</summary>
internal readonly record struct PendingDelta(EntityTail Entity, Delta Delta);

/// <param name="Receipt">
/// The entity's answer. Null when there was none: it may or may not have taken the delta in, and the same again does no harm.
/// </param>
/// <param name="CountsCall">The call counts as this delta's; the others in it travelled along.</param>
/// <param name="Fault">Why there was none.</param>
internal readonly record struct DeliveryResult(DeltaReceipt? Receipt, bool CountsCall, Exception? Fault);

/// <summary>
/// Carries what the silo's partitions deliver: deltas for the same entity that are handed in at about the same time travel in one call. A
/// call costs more than what it carries, and a popular product is in every partition's delivery.
/// </summary>
internal sealed partial class DeltaDispatcher : IAsyncDisposable
{
    private static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(10);

    private readonly EntityGrains _entities;
    private readonly TimeProvider _time;
    private readonly ILogger<DeltaDispatcher> _logger;
    private readonly Batcher<DeltaBatch> _batches;

    public DeltaDispatcher(EntityGrains entities, TimeProvider time, ILogger<DeltaDispatcher> logger)
    {
        (_entities, _time, _logger) = (entities, time, logger);
        _batches = new Batcher<DeltaBatch>(SendAsync, _ => 1, int.MaxValue);
    }

    /// <summary>
    /// Hands deltas to their entities, at least one. Completes, with answers in their order, when the last of the entities has answered or
    /// failed to.
    /// </summary>
    public Task<DeliveryResult[]> SendAsync(IReadOnlyList<PendingDelta> deltas)
    {
        var batch = new DeltaBatch(deltas);
        _batches.Add(batch);
        return batch.Answered;
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    /// <summary>Sends without waiting for answers, so that no entity holds up another; then lets the next burst collect.</summary>
    private async Task SendAsync(IReadOnlyList<DeltaBatch> batches)
    {
        var items = new Dictionary<EntityKey, List<BatchItem>>();
        foreach (DeltaBatch batch in batches)
        {
            for (int i = 0; i < batch.Deltas.Count; i++)
            {
                ref List<BatchItem>? own = ref CollectionsMarshal.GetValueRefOrAddDefault(items, batch.Deltas[i].Entity.Key, out _);
                (own ??= []).Add(new BatchItem(batch, i));
            }
        }

        foreach ((EntityKey key, List<BatchItem> own) in items) _ = SendAsync(key, own);
        if (!batches.Any(batch => batch.Deltas[0].Delta.Urgent)) await Task.Delay(BatchDelay, _time);
    }

    private async Task SendAsync(EntityKey key, List<BatchItem> items)
    {
        DeltaReceipt[]? receipts = null;
        Exception? fault = null;
        try
        {
            var deltas = new Delta[items.Count];
            for (int i = 0; i < deltas.Length; i++) deltas[i] = items[i].Delta;
            receipts = await _entities[key].TakeInAsync(deltas);
        }
        catch (Exception e) // whatever stood in the way, each partition sends again
        {
            fault = e;
            LogNoAnswer(_logger, e, key.Kind);
        }

        for (int i = 0; i < items.Count; i++) items[i].Answer(new DeliveryResult(receipts?[i], CountsCall: i == 0, fault));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A {Kind} did not answer; its partitions retry the delivery")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception, EntityKind kind);

    /// <summary>What one partition hands in at once, with room for the answers, which come in any order and on any thread.</summary>
    private sealed class DeltaBatch(IReadOnlyList<PendingDelta> deltas)
    {
        private readonly DeliveryResult[] _answers = new DeliveryResult[deltas.Count];
        private readonly TaskCompletionSource<DeliveryResult[]> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _open = deltas.Count;

        public IReadOnlyList<PendingDelta> Deltas => deltas;

        public Task<DeliveryResult[]> Answered => _answered.Task;

        public void Answer(int place, DeliveryResult answer)
        {
            _answers[place] = answer;
            if (Interlocked.Decrement(ref _open) == 0) _answered.SetResult(_answers);
        }
    }

    private readonly record struct BatchItem(DeltaBatch DeltaBatch, int Place)
    {
        public Delta Delta => DeltaBatch.Deltas[Place].Delta;

        public void Answer(DeliveryResult answer) => DeltaBatch.Answer(Place, answer);
    }
}
