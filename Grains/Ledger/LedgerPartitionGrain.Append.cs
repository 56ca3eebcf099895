using RetailGrains.Tracing;

namespace RetailGrains.Ledger;

internal sealed partial class LedgerPartitionGrain
{
    public Task<AppendResult[]> AppendAsync(SaleTransaction[] transactions, bool urgent) => Spans.CallAsync(
        nameof(ILedgerPartitionGrain),
        nameof(AppendAsync),
        (Grain: this, transactions, urgent),
        static call => call.Grain.AppendBatchAsync(call.transactions, call.urgent)).AsTask();

    private async ValueTask<AppendResult[]> AppendBatchAsync(SaleTransaction[] transactions, bool urgent)
    {
        if (transactions is null or []) return [];
        long start = time.GetTimestamp();
        AppendResult[] results = Array.TrueForAll(transactions, IsRecordable)
            ? await AppendAllAsync(transactions, urgent, start)
            : await AppendRecordableAsync(transactions, urgent, start);
        meter.Answered(results, time.GetElapsedTime(start));
        return results;
    }

    private async Task<AppendResult[]> AppendAllAsync(SaleTransaction[] transactions, bool urgent, long start)
    {
        if (IsClosed || !await HasRoomAsync(start) || IsClosed) return new AppendResult[transactions.Length];
        var batch = new PendingBatch(transactions, urgent);
        _pending.Add(batch);
        _writing.Signal();
        try
        {
            AppendResult[] answers = await batch.Done.WaitAsync(LeftSince(start), time);
            LinkToCommit(batch);
            return answers;
        }
        catch (TimeoutException)
        {
            // The caller retries. Transactions in the current commit may still be recorded; those that wait behind it are dropped.
            AppendResult[] results = batch.Expire();
            _pending.DropExpired();
            ReleaseRoom();
            return results;
        }
    }

    /// <summary>
    /// A caller other than the API may send anything. Transactions that cannot be recorded are refused, and delay no others.
    /// </summary>
    private async Task<AppendResult[]> AppendRecordableAsync(SaleTransaction[] transactions, bool urgent, long start)
    {
        var results = new AppendResult[transactions.Length];
        Array.Fill(results, new AppendResult(AppendStatus.Invalid, default));
        int[] recordable = [.. Enumerable.Range(0, transactions.Length).Where(i => IsRecordable(transactions[i]))];
        AppendResult[] answers = recordable.Length == 0
            ? []
            : await AppendAllAsync(Array.ConvertAll(recordable, i => transactions[i]), urgent, start);
        for (int k = 0; k < recordable.Length; k++) results[recordable[k]] = answers[k];
        return results;
    }

    /// <summary>Allows one day more than the rules for callers, because the clocks of processes differ.</summary>
    private bool IsRecordable(SaleTransaction? transaction) =>
        TransactionRules.IsRecordable(transaction, time.GetUtcNow().AddDays(1))
        && Position.PartitionOf(transaction.TransactionId, layout.Partitions) == _partition;
}
