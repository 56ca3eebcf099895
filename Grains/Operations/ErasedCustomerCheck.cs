using RetailGrains.Ledger.Erasure;

namespace RetailGrains.Operations;

/// <summary>
/// Compares customers again that differ because they were being erased meanwhile: an erasure replaces the customer in the ledger, partition
/// by partition, before it rewrites the figures.
/// </summary>
internal sealed class ErasedCustomerCheck(IErasureStore erasures, ErasedCustomers customers, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    /// <summary>Clocks of silos differ.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    private readonly CallRetry _calls = new(TimeSpan.FromMinutes(1), time);

    /// <summary>
    /// Returns when no customer differs any more whose erasure ran during the check. One whose erasure does not end is reported as
    /// unchecked.
    /// </summary>
    /// <param name="check">The check of the customers.</param>
    /// <param name="began">When it began, UTC.</param>
    public async Task CompareAgainAsync(KindCheck check, DateTime began)
    {
        long start = time.GetTimestamp();
        while (await ErasedSinceAsync(check, began) is { Count: > 0 } erased)
        {
            if (time.GetElapsedTime(start) > MaxWait)
            {
                check.ReportUnchecked([.. erased.Where(one => one.IsPending).Select(one => one.Id)], "the customer is being erased");
                return;
            }

            await Task.Delay(PollInterval, time);
            await check.CompareAgainAsync([.. erased.Select(one => one.Id)]);
        }
    }

    private async Task<IReadOnlyList<(string Id, bool IsPending)>> ErasedSinceAsync(KindCheck check, DateTime began)
    {
        List<(string, bool)> erased = [];
        foreach (string id in check.Differing)
        {
            string pseudonym = ErasedCustomers.IsPseudonym(id) ? id : customers.Of(id).Pseudonym;
            CallResult<StoredErasure?> stored = await _calls.CallAsync(() => erasures.FindAsync(pseudonym, CancellationToken.None));
            if (stored is not { Failure: null, Value: { } erasure }) continue;
            if (erasure.FinishedAt is null || erasure.FinishedAt >= began - ClockDifference) erased.Add((id, erasure.FinishedAt is null));
        }

        return erased;
    }
}
