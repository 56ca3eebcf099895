using Microsoft.Extensions.Logging;

namespace RetailGrains.Ledger;

internal sealed partial class PartitionWriter
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: another activation has written behind sequence {Head}; deactivating")]
    private static partial void LogFenced(ILogger logger, int partition, long head);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Partition {Partition}: stopped with {Count} transactions whose outcome is unknown to their senders")]
    private static partial void LogUnresolved(ILogger logger, int partition, int count);
}
