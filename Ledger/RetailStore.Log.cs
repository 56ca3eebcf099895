using Microsoft.Extensions.Logging;

namespace RetailGrains.Ledger;

internal static partial class RetailStoreLog
{
    [LoggerMessage(1, LogLevel.Information, "Schema changes applied: {Files}")]
    public static partial void Migrated(ILogger logger, string files);

    [LoggerMessage(2, LogLevel.Information, "Hashes were added for {Count} ledger entries that were recorded without them")]
    public static partial void HashesAdded(ILogger logger, long count);
}
