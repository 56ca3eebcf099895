using Microsoft.Extensions.Logging;

namespace RetailGrains.Ledger;

internal sealed partial class PartitionWriter
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Partition {Partition} is fenced: another activation has written beyond sequence {Head}; deactivating")]
    private static partial void LogFenced(ILogger logger, int partition, long head);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Partition {Partition} stopped before the outcome of {Count} transactions was known; their callers retry")]
    private static partial void LogUnresolved(ILogger logger, int partition, int count);
}
