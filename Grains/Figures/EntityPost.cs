using RetailGrains.Ledger;

namespace RetailGrains.Figures;

/// <summary>
/// Carries what the silo's partitions deliver: deltas for the same entity that are handed in at about the same time travel in one call. A
/// call costs more than what it carries, and a popular product is in every partition's delivery.
/// </summary>
internal sealed class EntityPost : IAsyncDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(10);

    private readonly EntityGrains _entities;
    private readonly TimeProvider _time;
    private readonly Gatherer<Letter> _letters;

    private sealed record Letter(EntityKey Key, Delta Delta, TaskCompletionSource<Posted> Answer);

    public EntityPost(EntityGrains entities, TimeProvider time)
    {
        (_entities, _time) = (entities, time);
        _letters = new Gatherer<Letter>(SendAsync, _ => 1, int.MaxValue);
    }

    /// <summary>Hands a delta to its entity, which answers how far it has come.</summary>
    public Task<Posted> SendAsync(EntityKey key, Delta delta)
    {
        var answer = new TaskCompletionSource<Posted>(TaskCreationOptions.RunContinuationsAsynchronously);
        _letters.Add(new Letter(key, delta, answer));
        return answer.Task;
    }

    public ValueTask DisposeAsync() => _letters.DisposeAsync();

    /// <summary>Sends without waiting for answers, so that no entity holds up another; then lets the next burst collect.</summary>
    private async Task SendAsync(IReadOnlyList<Letter> letters)
    {
        foreach (IGrouping<EntityKey, Letter> entity in letters.GroupBy(letter => letter.Key)) _ = SendAsync(entity.Key, [.. entity]);
        if (!letters.Any(letter => letter.Delta.Urgent)) await Task.Delay(Linger, _time);
    }

    private async Task SendAsync(EntityKey key, Letter[] letters)
    {
        try
        {
            DeltaReceipt[] receipts = await _entities[key].TakeInAsync(Array.ConvertAll(letters, letter => letter.Delta));
            for (int i = 0; i < letters.Length; i++) letters[i].Answer.SetResult(new Posted(receipts[i], CarriedBy: i == 0));
        }
#pragma warning disable CA1031 // Each partition sends again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (Letter letter in letters) letter.Answer.SetException(e);
        }
    }
}

/// <param name="Receipt">The entity's answer.</param>
/// <param name="CarriedBy">The call counts as this delta's; the others in it travelled along.</param>
internal readonly record struct Posted(DeltaReceipt Receipt, bool CarriedBy);
