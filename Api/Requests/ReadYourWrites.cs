using RetailGrains.Api.Answers;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Requests;

/// <summary>Waits until figures include a position.</summary>
internal sealed class ReadYourWrites(LedgerClient ledger, Retry retry)
{
    /// <summary>False when they do not include it within the request's time-out.</summary>
    public async Task<bool> ReachAsync(Position position, Reach reach, CancellationToken cancel)
    {
        ILedgerPartitionGrain partition = ledger.Partition(position.Partition);
        try
        {
            return await retry.ReadAsync(
                async timeout => await partition.ReachAsync(position.Sequence, reach, timeout) ? true : throw new TimeoutException(),
                cancel);
        }
        catch (Exception e) when (ExceptionResponses.IsTransient(e))
        {
            return false;
        }
    }
}
