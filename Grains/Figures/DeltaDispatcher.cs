using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using RetailGrains.Concurrency;
using RetailGrains.Ledger;

namespace RetailGrains.Figures;

/// <summary>A delta and its entity.</summary>
internal readonly record struct PendingDelta(EntityTail Entity, Delta Delta);

/// <param name="Receipt">
/// The entity's answer. Null when it did not answer: whether it has applied the delta is unknown, and a retry is safe.
/// </param>
/// <param name="CountsCall">The call counts as this delta's; the other deltas of the batch do not count it.</param>
/// <param name="Fault">The failure, when there is no answer.</param>
internal readonly record struct DeliveryResult(DeltaReceipt? Receipt, bool CountsCall, Exception? Fault);

/// <summary>
/// Sends the silo's deltas. It batches deltas for the same entity that partitions add at about the same time into one call. A call costs
/// more than its content, and a popular product is in every partition's delivery.
/// </summary>
internal sealed partial class DeltaDispatcher : IAsyncDisposable
{
    private static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(10);

    private readonly EntityGrains _entities;
    private readonly FigureMeter _meter;
    private readonly TimeProvider _time;
    private readonly ILogger<DeltaDispatcher> _logger;
    private readonly Batcher<DeltaBatch> _batches;

    public DeltaDispatcher(EntityGrains entities, FigureMeter meter, TimeProvider time, ILogger<DeltaDispatcher> logger)
    {
        (_entities, _meter, _time, _logger) = (entities, meter, time, logger);
        _batches = new Batcher<DeltaBatch>(SendAsync, _ => 1, int.MaxValue);
    }

    /// <summary>
    /// Sends deltas, at least one, to their entities. Completes with the answers, in order, when the last entity has answered or failed.
    /// </summary>
    public Task<DeliveryResult[]> SendAsync(IReadOnlyList<PendingDelta> deltas)
    {
        var batch = new DeltaBatch(deltas);
        _batches.Add(batch);
        return batch.Answered;
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    /// <summary>Sends without waiting for answers, so that no entity delays another. Then it lets the next burst collect.</summary>
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
        // The delivery that added the first delta; the batcher's own context belongs to none.
        Activity.Current = items[0].DeltaBatch.Delivery;
        DeltaReceipt[]? receipts = null;
        Exception? fault = null;
        try
        {
            var deltas = new Delta[items.Count];
            for (int i = 0; i < deltas.Length; i++) deltas[i] = items[i].Delta;
            receipts = await _entities[key].ApplyAsync(deltas);
            _meter.Called();
        }
        catch (Exception e) // whatever the failure, each partition retries
        {
            fault = e;
            LogNoAnswer(_logger, e, key.Kind);
        }

        for (int i = 0; i < items.Count; i++) items[i].Answer(new DeliveryResult(receipts?[i], CountsCall: i == 0, fault));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A {Kind} did not answer; its partitions retry the delivery")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception, EntityKind kind);

    /// <summary>The deltas that one partition adds at once, with their answers, which arrive in any order and on any thread.</summary>
    private sealed class DeltaBatch(IReadOnlyList<PendingDelta> deltas)
    {
        private readonly DeliveryResult[] _answers = new DeliveryResult[deltas.Count];
        private readonly TaskCompletionSource<DeliveryResult[]> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _open = deltas.Count;

        public IReadOnlyList<PendingDelta> Deltas => deltas;

        /// <summary>The span of the delivery, if it is traced.</summary>
        public Activity? Delivery { get; } = Activity.Current;

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
