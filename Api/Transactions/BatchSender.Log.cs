namespace RetailGrains.Api.Transactions;

internal sealed partial class BatchSender
{
    [LoggerMessage(LogLevel.Error, "The outcome of {Count} transactions of a batch is unknown; their sender is told so")]
    private partial void LogUnknownOutcome(Exception fault, int count);
}
