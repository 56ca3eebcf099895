using RetailGrains.Failures;
using RetailGrains.Figures;

namespace RetailGrains.Ledger;

/// <summary>
/// Erasure of a customer's entries, between two commits. No revision that was planned with the customer's id can then be recorded with it.
/// </summary>
internal sealed partial class LedgerPartitionGrain
{
    private readonly Queue<WaitingErasure> _erasures = new();

    private sealed record WaitingErasure(string CustomerId, TaskCompletionSource<bool> Done);

    public Task<bool> EraseCustomerAsync(string customerId)
    {
        if (IsClosed || TransactionRules.RecordedId(customerId) is not null) return Task.FromResult(false);
        var erasure = new WaitingErasure(customerId, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _erasures.Enqueue(erasure);
        _writing.Signal();
        return erasure.Done.Task;
    }

    private async Task EraseAsync(WaitingErasure erasure)
    {
        bool done = false;
        try
        {
            if (!await ReleaseAsync(new EntityKey(EntityKind.Customer, erasure.CustomerId))) return;
            await erasures.EraseEntriesAsync(_partition, customers.Of(erasure.CustomerId), sealer, CancellationToken.None);
            done = true;
        }
        catch (Exception e) when (FailureClassifier.IsUnavailable(e)) // the caller retries; a repeated erasure changes nothing
        {
            failures.Of(Components.Erasures).Failed(Subject, e);
        }
        finally
        {
            erasure.Done.TrySetResult(done);
        }

        failures.Of(Components.Erasures).Succeeded(Subject);
    }

    /// <summary>
    /// Waits until the tail holds no entries of the customer and no delivery of them is in progress: whatever is delivered and saved later
    /// has the pseudonym. Returns false when that takes too long.
    /// </summary>
    private async Task<bool> ReleaseAsync(EntityKey customer)
    {
        long start = time.GetTimestamp();
        TimeSpan delay = FlushDelay;
        while (_tail.Holds(customer))
        {
            if (_ended || LeftSince(start) == TimeSpan.Zero) return false;
            await AdvanceTailAsync();
            await Task.Delay(delay, time);
            delay = delay < MaxFlushDelay ? delay * 2 : delay;
        }

        await _redelivering.Idle.WaitAsync(LeftSince(start), time);
        return !_ended;
    }

    private void RefuseErasures()
    {
        while (_erasures.TryDequeue(out WaitingErasure? erasure)) erasure.Done.TrySetResult(false);
    }
}
