using Microsoft.Extensions.Logging;

namespace RetailGrains.Imports;

internal sealed partial class ImportGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Import {ImportId} started")]
    private static partial void LogStarted(ILogger logger, string importId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Import {ImportId} {Phase}: {Rows} rows, {Recorded} recorded, {Duplicates} duplicates, {Rejected} rejected")]
    private static partial void LogFinished(
        ILogger logger, string importId, ImportPhase phase, long rows, long recorded, long duplicates, long rejected);
}
