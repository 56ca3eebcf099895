namespace RetailGrains.Api.Transactions.Batches;

internal sealed partial class BatchSender
{
    [LoggerMessage(LogLevel.Error, "The outcome of {Count} transactions of a batch is unknown and reported as such to the caller")]
    private partial void LogUnknownOutcome(Exception fault, int count);

    [LoggerMessage(
        LogLevel.Warning,
        "Failed to read the ledger for {Count} conflicts of a batch; the answer does not name the fields that differ")]
    private partial void LogUnreadConflicts(Exception fault, int count);
}
