using Orleans.Concurrency;
using RetailGrains.Access;
using RetailGrains.Failures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Erasure;

namespace RetailGrains.Erasure;

/// <summary>
/// Erases customers, one after the other. Reentrant: the erasures run concurrently with the calls that request and query them. The database
/// holds the requests, so a second activation would only repeat steps.
/// </summary>
[Reentrant]
internal sealed class ErasureGrain(
    IErasureStore store, ErasedCustomers customers, ErasureSteps steps, FailureMonitor failures, TimeProvider time)
    : GuardedGrain, IErasureGrain, IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly ComponentFailures _erasures = failures.Of(Components.Erasures);
    private Task _running = Task.CompletedTask;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    public async Task<ErasureStatus> StartAsync(ErasureRequest request)
    {
        string? id = request.CustomerId;
        if (ErasedCustomers.IsPseudonym(id)) id = await FindAsync(id);
        if (id is null) return await StatusAsync(request.CustomerId);
        ErasedCustomer customer = customers.Of(id);
        await store.BeginAsync(customer, TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime), CancellationToken.None);
        Launch();
        return await StatusAsync(customer.Pseudonym);
    }

    public async Task<ErasureStatus> StatusAsync(string pseudonym)
    {
        StoredErasure? stored = await store.FindAsync(pseudonym, CancellationToken.None);
        ErasureState state = stored is null ? ErasureState.Unknown
            : stored.FinishedAt is null ? ErasureState.Running
            : ErasureState.Completed;
        return new ErasureStatus(pseudonym, state, stored?.RequestedAt, stored?.FinishedAt);
    }

    public ValueTask ResumeAsync()
    {
        Launch();
        return ValueTask.CompletedTask;
    }

    /// <summary>Returns the customer with a pseudonym; null when there is none or it is erased.</summary>
    private async Task<string?> FindAsync(string pseudonym)
    {
        await foreach (string id in store.CustomerIdsAsync(CancellationToken.None))
            if (!ErasedCustomers.IsPseudonym(id) && customers.Of(id).Pseudonym == pseudonym) return id;
        return null;
    }

    private void Launch()
    {
        if (!_running.IsCompleted || _stop.IsCancellationRequested) return;
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        _running = RunAsync();
    }

    /// <summary>A request that arrives while the last one ends is found by the resumer.</summary>
    private async Task RunAsync()
    {
        await Task.Yield(); // the caller gets its answer first
        var backoff = new Backoff(FirstDelay, MaxDelay);
        try
        {
            while (await TryRunOnceAsync() is { } isDone)
            {
                if (isDone) backoff.Reset();
                else await Task.Delay(backoff.Next(), time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }

        DelayDeactivation(TimeSpan.Zero);
    }

    /// <summary>Returns whether every pending erasure was completed; null when there was none.</summary>
    private async Task<bool?> TryRunOnceAsync()
    {
        try
        {
            IReadOnlyList<PendingErasure> pending = await store.PendingAsync(_stop.Token);
            bool isDone = true;
            foreach (PendingErasure erasure in pending) isDone &= await TryEraseAsync(erasure);
            _erasures.Succeeded(nameof(ErasureGrain));
            return pending.Count == 0 ? null : isDone;
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            _erasures.Failed(nameof(ErasureGrain), e);
            return false;
        }
    }

    /// <summary>An erasure that fails does not delay the others. Every step may be repeated.</summary>
    private async Task<bool> TryEraseAsync(PendingErasure erasure)
    {
        try
        {
            bool isDone = await steps.TryEraseAsync(erasure, _stop.Token);
            _erasures.Succeeded(erasure.Pseudonym);
            return isDone;
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            _erasures.Failed(erasure.Pseudonym, e);
            return false;
        }
    }
}
