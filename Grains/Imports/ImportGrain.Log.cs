using Microsoft.Extensions.Logging;

namespace RetailGrains.Imports;

internal sealed partial class ImportGrain
{
    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "The run of import {ImportId} could not be marked as ended normally; it counts as an interrupted run")]
    private static partial void LogRunNotEnded(ILogger logger, Exception exception, string importId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {ImportId} failed permanently after row {Row}; it is not retried")]
    private static partial void LogDefect(ILogger logger, Exception exception, string importId, long row);

    [LoggerMessage(Level = LogLevel.Information, Message = "Import {ImportId} started")]
    private static partial void LogStarted(ILogger logger, string importId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The undo of import {ImportId} started")]
    private static partial void LogUndoStarted(ILogger logger, string importId);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The undo of import {ImportId} {Phase}: {Annulled} annulled, {AlreadyRevised} already revised, {Refused} refused")]
    private static partial void LogUndoFinished(
        ILogger logger, string importId, ImportPhase phase, long annulled, long alreadyRevised, long refused);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Import {ImportId} {Phase}: {Rows} rows, {Recorded} recorded, {Duplicates} duplicates, {Rejected} rejected")]
    private static partial void LogFinished(
        ILogger logger, string importId, ImportPhase phase, long rows, long recorded, long duplicates, long rejected);
}
