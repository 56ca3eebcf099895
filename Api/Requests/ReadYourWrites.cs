using RetailGrains.Api.Answers;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Requests;

/// <summary>Waits until figures include a position.</summary>
internal sealed class ReadYourWrites(LedgerClient ledger, Retry retry)
{
    /// <summary>False when they do not include it within the request's timeout.</summary>
    public async Task<bool> WaitForAsync(Position position, EntryStage stage, CancellationToken cancel)
    {
        ILedgerPartitionGrain partition = ledger.Partition(position.Partition);
        try
        {
            return await retry.ReadAsync(
                async timeout => await partition.WaitForAsync(position.Sequence, stage, timeout) ? true : throw new TimeoutException(),
                cancel);
        }
        catch (Exception e) when (ExceptionResponses.IsTransient(e))
        {
            return false;
        }
    }
}
