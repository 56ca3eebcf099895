using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using RetailGrains.Membership;
using RetailGrains.Tracing;

namespace RetailGrains.Figures;

/// <summary>
/// Calls the entities of its silo in parallel. Reentrant, so that a slow entity delays only the message that contains its deltas, and only
/// for a limited time.
/// </summary>
[Reentrant, SiloPlacement, Immovable]
internal sealed class DeltaReceiverGrain(EntityGrains entities, ILocalSiloDetails local, TimeProvider time) : Grain, IDeltaReceiverGrain
{
    /// <summary>
    /// An active entity answers in microseconds, one that is loaded in a fraction of a second. For any other entity, the sender waits
    /// itself.
    /// </summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);

    public ValueTask<DeltaReceipt[]?[]> ApplyAsync(EntityDeltas[] deltas) => Spans.CallAsync(
        nameof(IDeltaReceiverGrain), nameof(ApplyAsync), (Grain: this, deltas), static call => call.Grain.ApplyAllAsync(call.deltas));

    private async ValueTask<DeltaReceipt[]?[]> ApplyAllAsync(EntityDeltas[] deltas)
    {
        // The placement did not know the receiver's silo, so this activation is on the wrong one. The next activation is placed again.
        if (this.GetPrimaryKeyString() != local.SiloAddress.ToParsableString()) DeactivateOnIdle();
        var answers = new DeltaReceipt[]?[deltas.Length];
        var calls = new Task[deltas.Length];
        for (int i = 0; i < calls.Length; i++) calls[i] = ApplyAsync(deltas[i], i, answers);
        await Task.WhenAll(calls).WaitAsync(CallTimeout, time).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return [.. answers]; // a late answer must not change what is being sent
    }

    private async Task ApplyAsync(EntityDeltas deltas, int place, DeltaReceipt[]?[] answers)
    {
        try
        {
            answers[place] = await entities[deltas.Entity].ApplyAsync(deltas.Deltas);
        }
        catch (Exception) // the sender calls the entity itself, and gets the failure
        {
            answers[place] = null;
        }
    }
}
