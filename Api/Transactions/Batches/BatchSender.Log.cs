namespace RetailGrains.Api.Transactions.Batches;

internal sealed partial class BatchSender
{
    [LoggerMessage(LogLevel.Error, "The outcome of {Count} transactions of a batch is unknown and reported as such to the caller")]
    private partial void LogUnknownOutcome(Exception fault, int count);

    [LoggerMessage(
        LogLevel.Warning,
        "The fields in which {Count} conflicting transactions of a batch differ cannot be read; the answer does not name them")]
    private partial void LogUnreadConflicts(Exception fault, int count);
}
