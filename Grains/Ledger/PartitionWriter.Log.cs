using Microsoft.Extensions.Logging;

namespace RetailGrains.Ledger;

internal sealed partial class PartitionWriter
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: the outcome of a commit of {Count} is unknown; reading the ledger")]
    private static partial void LogUnknownOutcome(ILogger logger, Exception exception, int partition, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: the database does not answer; asking again")]
    private static partial void LogRetry(ILogger logger, Exception exception, int partition);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: another activation has written behind sequence {Head}; giving up this one")]
    private static partial void LogFenced(ILogger logger, int partition, long head);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: ended with {Count} transactions whose outcome is unknown to their senders")]
    private static partial void LogUnsettled(ILogger logger, int partition, int count);
}
