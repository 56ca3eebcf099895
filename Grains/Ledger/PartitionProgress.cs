namespace RetailGrains.Ledger;

/// <summary>The state of a partition's activation at one moment, for the metrics.</summary>
/// <param name="Head">Last sequence in the ledger.</param>
/// <param name="Delivered">Last sequence that all its entities have applied.</param>
/// <param name="Checkpoint">Last sequence that all its entities have saved.</param>
/// <param name="PendingTransactions">Transactions that wait for their commit.</param>
/// <param name="PendingBytes">Size of these transactions.</param>
/// <param name="TailLines">Lines above the checkpoint.</param>
/// <param name="TailBytes">Size of the entries above the checkpoint.</param>
/// <param name="TailUsage">The largest used share of a limit of the tail.</param>
/// <param name="OldestUndelivered">When the oldest entry that is not delivered was recorded; null when all are delivered.</param>
/// <param name="OldestUnsaved">When the oldest entry above the checkpoint was recorded; null when there is none.</param>
internal sealed record PartitionProgress(
    long Head,
    long Delivered,
    long Checkpoint,
    int PendingTransactions,
    long PendingBytes,
    long TailLines,
    long TailBytes,
    double TailUsage,
    DateTime? OldestUndelivered,
    DateTime? OldestUnsaved);

/// <summary>Holds the last progress of a partition's activation. The grain writes it in its turns; a scrape reads it at any time.</summary>
internal sealed class PartitionGauge(int partition)
{
    private volatile PartitionProgress? _progress;

    public int Partition => partition;

    public PartitionProgress? Progress
    {
        get => _progress;
        set => _progress = value;
    }
}
