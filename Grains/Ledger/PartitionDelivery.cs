using System.Diagnostics;
using RetailGrains.Failures;
using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>
/// The delivery of a partition: folds undelivered entries into one delta per entity, sends the deltas, and continues when all entities have
/// answered. It runs in the grain's turns, one run at a time.
/// </summary>
/// <remarks>
/// After a few attempts, delivery skips an entity that answers with a bug or whose rows cannot be read. That entity serves no figures until
/// it has caught up, so none is stale. The tail keeps the entries that it lacks, and redelivery sends them again.
/// </remarks>
internal sealed class PartitionDelivery(
    int partition,
    int generation,
    PartitionTail tail,
    DeltaDispatcher dispatcher,
    ComponentFailures failures,
    FigureMeter meter,
    TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    /// <summary>Attempts for a faulty entity before delivery continues without it.</summary>
    private const int MaxFaults = 3;

    private readonly Dictionary<EntityKey, long> _unsaved = [];

    // An earlier activation may have delivered entries up to here, so their latency is not measured.
    private readonly long _unmeasured = tail.Head;

    private bool _stopped;
    private long _traced;

    /// <summary>The last sequence that all its entities have applied.</summary>
    public long Delivered { get; private set; } = tail.Checkpoint;

    /// <summary>
    /// Number of calls to entities with deltas of this partition. A call that also carries another partition's deltas counts for one of
    /// them.
    /// </summary>
    public long GrainCalls { get; private set; }

    /// <summary>Set when an entity reports a newer generation; the partition's activation must deactivate.</summary>
    public bool Outdated { get; private set; }

    /// <summary>Stops the current run before it completes.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Delivers the next run; false when it was stopped.</summary>
    public async Task<bool> DeliverAsync(int maxRun)
    {
        long high = Math.Min(tail.Head, Delivered + maxRun);
        await DeliverAsync(Delivered, high);
        if (_stopped || Outdated) return false;
        Measure(Delivered, high);
        Delivered = high;
        return true;
    }

    /// <summary>
    /// Delivers again everything from the checkpoint to the delivered sequence. An activation of an entity may have ended after it applied
    /// a delta and before it saved it. This call activates the entity again, and it catches up. Other entities skip the duplicate.
    /// </summary>
    public Task RedeliverAsync() => DeliverAsync(tail.Checkpoint, Delivered);

    /// <summary>Returns the entities that may not have a row in the projection tables yet: a superset.</summary>
    public EntityKey[] Unsaved() => [.. _unsaved.Keys.Union(tail.Affected(Delivered, tail.Head).Select(entity => entity.Key))];

    /// <summary>Entities that the checkpoint covers have rows.</summary>
    public void OnCheckpoint(long checkpoint)
    {
        foreach ((EntityKey key, long sequence) in _unsaved)
            if (sequence <= checkpoint)
                _unsaved.Remove(key);
    }

    private void Measure(long low, long high)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        for (long sequence = Math.Max(low, _unmeasured) + 1; sequence <= high; sequence++) meter.Applied(now - tail.RecordedAt(sequence));
    }

    private async Task DeliverAsync(long low, long high)
    {
        bool urgent = tail.Urgent(low, high);
        _traced = Activity.Current is null ? 0 : tail.FirstTraced(low, high);
        List<PendingDelta> open = [];
        foreach (EntityTail entity in tail.Affected(low, high)) Fold(open, entity, low, high, urgent);
        var backoff = new Backoff(FirstDelay, MaxDelay);
        var faults = new Dictionary<EntityKey, int>();
        while (open.Count > 0 && !_stopped && !Outdated)
        {
            DeliveryResult[] answers = await dispatcher.SendAsync(open);
            bool allAnswered = true;
            List<PendingDelta> remainder = [];
            for (int i = 0; i < answers.Length; i++)
            {
                if (IsSkipped(open[i].Entity.Key, answers[i], faults)) continue;
                allAnswered &= IsOfThisGeneration(answers[i]);
                FoldRemainder(remainder, open[i], answers[i], high, urgent);
            }

            open = remainder;
            if (open.Count > 0) meter.Retrying(open.Count);
            if (!allAnswered) await Task.Delay(backoff.Next(), time);
        }
    }

    private bool IsSkipped(EntityKey key, in DeliveryResult result, Dictionary<EntityKey, int> faults)
    {
        if (result.Fault is not { } fault)
        {
            if (failures.IsFailing) failures.Succeeded(Subject(key));
            return false;
        }

        if (FailureClassifier.Classify(fault) == FailureKind.Transient) return false;
        failures.Failed(Subject(key), fault);
        bool isSkipped = (faults[key] = faults.GetValueOrDefault(key) + 1) >= MaxFaults;
        if (isSkipped) meter.Skipped();
        return isSkipped;
    }

    /// <summary>Customer ids are personal data and must not be logged.</summary>
    private static string Subject(EntityKey key) => key.Kind == EntityKind.Customer ? "a customer" : $"{key.Kind} {key.Id}";

    /// <summary>
    /// Drops a delta that is applied, and folds the rest of one that is applied in part. An entity that did not answer gets the same delta
    /// again.
    /// </summary>
    private void FoldRemainder(List<PendingDelta> remainder, PendingDelta pending, DeliveryResult result, long high, bool urgent)
    {
        if (result.CountsCall && result.Receipt is not null) GrainCalls++;
        long low = pending.Delta.First - 1;
        if (IsOfThisGeneration(result))
        {
            DeltaReceipt receipt = result.Receipt!.Value;
            if (!receipt.Saved) _unsaved[pending.Entity.Key] = pending.Delta.Last;
            low = receipt.Watermark;
        }
        else
        {
            Outdated |= result.Receipt?.Generation > generation;
        }

        if (low < pending.Delta.Last) Fold(remainder, pending.Entity, low, high, urgent);
    }

    private void Fold(List<PendingDelta> pending, EntityTail entity, long low, long high, bool urgent)
    {
        if (entity.Fold(generation, partition, low, high, urgent) is { } delta)
            pending.Add(new PendingDelta(entity, delta, SpanOf(entity)));
    }

    /// <summary>
    /// The delivery's span, if the run's first sampled entry concerns the entity. A run carries many other entries, whose calls would cost
    /// more than the sampled requests.
    /// </summary>
    private Activity? SpanOf(EntityTail entity) => _traced > 0 && entity.IsAffectedBy(_traced) ? Activity.Current : null;

    private bool IsOfThisGeneration(in DeliveryResult result) => result.Receipt?.Generation == generation;
}
