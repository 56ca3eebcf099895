using Microsoft.Extensions.Logging;

namespace RetailGrains.Ledger;

internal sealed partial class LedgerPartitionGrain
{
    [LoggerMessage(
        Level = LogLevel.Debug, Message = "Partition {Partition} active: head {Head}, checkpoint {Checkpoint}, generation {Generation}")]
    private static partial void LogActivated(ILogger logger, int partition, long head, long checkpoint, int generation);

    [LoggerMessage(
        Level = LogLevel.Debug, Message = "Partition {Partition} deactivated: head {Head}, delivered {Delivered}, checkpoint {Checkpoint}")]
    private static partial void LogDeactivated(ILogger logger, int partition, long head, long delivered, long checkpoint);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Partition {Partition} has drained after {Time}; {Count} entries remain to be replayed")]
    private static partial void LogDrained(ILogger logger, int partition, long count, TimeSpan time);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Partition {Partition} is fenced: another process has written up to {Head}, beyond sequence {Own}; reloading")]
    private static partial void LogOvertaken(ILogger logger, int partition, long own, long head);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Partition {Partition}: checkpoint {Checkpoint} is too far behind head {Head}, or the saved totals do not add up; "
            + "rebuilding the projections")]
    private static partial void LogNeedsRebuild(ILogger logger, int partition, long head, long checkpoint);
}
