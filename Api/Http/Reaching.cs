using RetailGrains.Ledger;

namespace RetailGrains.Api.Http;

/// <summary>Waits until figures show what stands at a position.</summary>
internal sealed class Reaching(LedgerClient ledger, Retry retry)
{
    /// <summary>False when they don't within a request's patience.</summary>
    public async Task<bool> ReachAsync(Position position, Reach reach, CancellationToken cancel)
    {
        try
        {
            ILedgerPartitionGrain partition = ledger.Partition(position.Partition);
            return await retry.ReadAsync(left => partition.ReachAsync(position.Sequence, reach, left), cancel);
        }
        catch (Exception e) when (Faults.IsPassing(e))
        {
            return false;
        }
    }
}
