using RetailGrains.Failures;
using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>
/// The delivering side of a partition: folds what is not delivered into one delta per entity, sends them, and goes on when all have
/// answered. Runs in the grain's turns; one run at a time.
/// </summary>
/// <remarks>
/// An entity that answers with a fault of the program, or whose rows cannot be read, is left out after a few attempts: it gives no figure
/// until it has caught up, so none is stale. The tail keeps what it lacks, and redelivery offers it again.
/// </remarks>
internal sealed class PartitionDelivery(
    int partition, int generation, PartitionTail tail, DeltaDispatcher post, ComponentFailures failures, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    /// <summary>So often a faulty entity is tried before the others go on without it.</summary>
    private const int MaxFaults = 3;

    private readonly Dictionary<EntityKey, long> _unsaved = [];
    private bool _stopped;

    /// <summary>The last sequence that all its entities have taken in.</summary>
    public long Delivered { get; private set; } = tail.Checkpoint;

    /// <summary>Calls to entities that carried deltas of this partition, and were not counted by another whose deltas travelled along.</summary>
    public long GrainCalls { get; private set; }

    /// <summary>The entities work on a newer generation than this partition's activation, which must end.</summary>
    public bool Outdated { get; private set; }

    /// <summary>Ends the run under way without completing it.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Delivers the next run; false when it was stopped.</summary>
    public async Task<bool> DeliverAsync(int maxRun)
    {
        long high = Math.Min(tail.Head, Delivered + maxRun);
        await DeliverAsync(Delivered, high);
        if (_stopped || Outdated) return false;
        Delivered = high;
        return true;
    }

    /// <summary>
    /// Delivers what is delivered already, from the checkpoint on, once more. An activation that took it in may be gone before it saved; the
    /// next one catches up as soon as somebody calls it, and this is that call. Whoever has seen it skips it.
    /// </summary>
    public Task RedeliverAsync() => DeliverAsync(tail.Checkpoint, Delivered);

    /// <summary>Entities that may have no row in the projection tables yet: a superset.</summary>
    public EntityKey[] Unsaved() => [.. _unsaved.Keys.Union(tail.Concerned(Delivered, tail.Head).Select(entity => entity.Key))];

    /// <summary>What the checkpoint covers has rows.</summary>
    public void OnCheckpoint(long checkpoint)
    {
        foreach ((EntityKey key, long sequence) in _unsaved)
            if (sequence <= checkpoint)
                _unsaved.Remove(key);
    }

    private async Task DeliverAsync(long low, long high)
    {
        bool urgent = tail.Urgent(low, high);
        List<PendingDelta> open = [];
        foreach (EntityTail entity in tail.Concerned(low, high)) Fold(open, entity, low, high, urgent);
        var backoff = new Backoff(FirstDelay, MaxDelay);
        var faults = new Dictionary<EntityKey, int>();
        while (open.Count > 0 && !_stopped && !Outdated)
        {
            DeliveryResult[] answers = await post.SendAsync(open);
            bool allAnswered = true;
            List<PendingDelta> left = [];
            for (int i = 0; i < answers.Length; i++)
            {
                if (IsSkipped(open[i].Entity.Key, answers[i], faults)) continue;
                allAnswered &= IsOfThisGeneration(answers[i]);
                FoldRemainder(left, open[i], answers[i], high, urgent);
            }

            open = left;
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
        return (faults[key] = faults.GetValueOrDefault(key) + 1) >= MaxFaults;
    }

    /// <summary>Customers' ids are personal data, and stay out of logs.</summary>
    private static string Subject(EntityKey key) => key.Kind == EntityKind.Customer ? "a customer" : $"{key.Kind} {key.Id}";

    /// <summary>Taken in, nothing is left; else exactly the rest is folded anew. Who did not answer is sent the same again.</summary>
    private void FoldRemainder(List<PendingDelta> left, PendingDelta pending, DeliveryResult result, long high, bool urgent)
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

        if (low < pending.Delta.Last) Fold(left, pending.Entity, low, high, urgent);
    }

    private void Fold(List<PendingDelta> pending, EntityTail entity, long low, long high, bool urgent)
    {
        if (entity.Fold(generation, partition, low, high, urgent) is { } delta) pending.Add(new PendingDelta(entity, delta));
    }

    private bool IsOfThisGeneration(in DeliveryResult result) => result.Receipt?.Generation == generation;
}
