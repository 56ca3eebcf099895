using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using RetailGrains.Ledger;

namespace RetailGrains.Figures;

/// <summary>A delta and the entity it is for.</summary>
internal readonly record struct Parcel(EntityTail Entity, Delta Delta);

/// <param name="Receipt">
/// The entity's answer. Null when there was none: it may or may not have taken the delta in, and the same again does no harm.
/// </param>
/// <param name="CarriedBy">The call counts as this delta's; the others in it travelled along.</param>
/// <param name="Fault">Why there was none.</param>
internal readonly record struct Posted(DeltaReceipt? Receipt, bool CarriedBy, Exception? Fault);

/// <summary>
/// Carries what the silo's partitions deliver: deltas for the same entity that are handed in at about the same time travel in one call. A
/// call costs more than what it carries, and a popular product is in every partition's delivery.
/// </summary>
internal sealed partial class EntityPost : IAsyncDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(10);

    private readonly EntityGrains _entities;
    private readonly TimeProvider _time;
    private readonly ILogger<EntityPost> _logger;
    private readonly Gatherer<Bag> _bags;

    public EntityPost(EntityGrains entities, TimeProvider time, ILogger<EntityPost> logger)
    {
        (_entities, _time, _logger) = (entities, time, logger);
        _bags = new Gatherer<Bag>(SendAsync, _ => 1, int.MaxValue);
    }

    /// <summary>
    /// Hands deltas to their entities, at least one. Completes, with answers in their order, when the last of the entities has answered or
    /// failed to.
    /// </summary>
    public Task<Posted[]> SendAsync(IReadOnlyList<Parcel> parcels)
    {
        var bag = new Bag(parcels);
        _bags.Add(bag);
        return bag.Answered;
    }

    public ValueTask DisposeAsync() => _bags.DisposeAsync();

    /// <summary>Sends without waiting for answers, so that no entity holds up another; then lets the next burst collect.</summary>
    private async Task SendAsync(IReadOnlyList<Bag> bags)
    {
        var letters = new Dictionary<EntityKey, List<Letter>>();
        foreach (Bag bag in bags)
        {
            for (int i = 0; i < bag.Parcels.Count; i++)
            {
                ref List<Letter>? its = ref CollectionsMarshal.GetValueRefOrAddDefault(letters, bag.Parcels[i].Entity.Key, out _);
                (its ??= []).Add(new Letter(bag, i));
            }
        }

        foreach ((EntityKey key, List<Letter> its) in letters) _ = SendAsync(key, its);
        if (!bags.Any(bag => bag.Parcels[0].Delta.Urgent)) await Task.Delay(Linger, _time);
    }

    private async Task SendAsync(EntityKey key, List<Letter> letters)
    {
        DeltaReceipt[]? receipts = null;
        Exception? fault = null;
        try
        {
            var deltas = new Delta[letters.Count];
            for (int i = 0; i < deltas.Length; i++) deltas[i] = letters[i].Delta;
            receipts = await _entities[key].TakeInAsync(deltas);
        }
        catch (Exception e) // whatever stood in the way, each partition sends again
        {
            fault = e;
            LogNoAnswer(_logger, e, key.Kind);
        }

        for (int i = 0; i < letters.Count; i++) letters[i].Answer(new Posted(receipts?[i], CarriedBy: i == 0, fault));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A {Kind} did not answer; its partitions deliver again")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception, EntityKind kind);

    /// <summary>What one partition hands in at once, with room for the answers, which come in any order and on any thread.</summary>
    private sealed class Bag(IReadOnlyList<Parcel> parcels)
    {
        private readonly Posted[] _answers = new Posted[parcels.Count];
        private readonly TaskCompletionSource<Posted[]> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _open = parcels.Count;

        public IReadOnlyList<Parcel> Parcels => parcels;

        public Task<Posted[]> Answered => _answered.Task;

        public void Answer(int place, Posted answer)
        {
            _answers[place] = answer;
            if (Interlocked.Decrement(ref _open) == 0) _answered.SetResult(_answers);
        }
    }

    private readonly record struct Letter(Bag Bag, int Place)
    {
        public Delta Delta => Bag.Parcels[Place].Delta;

        public void Answer(Posted answer) => Bag.Answer(Place, answer);
    }
}
