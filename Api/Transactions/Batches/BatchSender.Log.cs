namespace RetailGrains.Api.Transactions.Batches;

internal sealed partial class BatchSender
{
    [LoggerMessage(LogLevel.Error, "The outcome of {Count} transactions of a batch is unknown and reported as such to the caller")]
    private partial void LogUnknownOutcome(Exception fault, int count);
}
