using Microsoft.Extensions.Logging;

namespace RetailGrains.Ledger;

internal static partial class RetailStoreLog
{
    [LoggerMessage(1, LogLevel.Information, "Schema changes applied: {Files}")]
    public static partial void Migrated(ILogger logger, string files);
}
