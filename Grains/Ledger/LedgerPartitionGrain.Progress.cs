namespace RetailGrains.Ledger;

internal sealed partial class LedgerPartitionGrain
{
    /// <summary>Publishes the progress for the metrics, which are read outside the grain's turns.</summary>
    private void ReportProgress() => _gauge!.Progress = new PartitionProgress(
        _tail.Head,
        _delivery.Delivered,
        _tail.Checkpoint,
        _pending.Count,
        _pending.Bytes,
        _tail.Lines,
        _tail.Bytes,
        TailUsage(),
        _delivery.Delivered < _tail.Head ? _tail.RecordedAt(_delivery.Delivered + 1) : null,
        _tail.Transactions > 0 ? _tail.RecordedAt(_tail.Checkpoint + 1) : null);

    /// <summary>The largest used share of a limit of the tail.</summary>
    private double TailUsage() => Math.Max(
        (double)_tail.Transactions / _options.TailTransactions,
        Math.Max((double)_tail.Lines / _options.TailLines, (double)_tail.Bytes / _options.TailBytes));
}
