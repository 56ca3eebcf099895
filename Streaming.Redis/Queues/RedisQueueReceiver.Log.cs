using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace RetailGrains.Streaming.Redis.Queues;

internal sealed partial class RedisQueueReceiver
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Queue}: this silo now reads the queue, starting with pending entries")]
    private static partial void LogTaken(ILogger logger, string queue);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{Queue} is owned by another silo; it is not read here until that silo releases it")]
    private static partial void LogFenced(ILogger logger, string queue);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Queue}: created consumer group {Group}, starting at the first entry")]
    private static partial void LogGroupMade(ILogger logger, string queue, string group);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Queue} {Id} was deleted from Redis before it was delivered")]
    private static partial void LogDeleted(ILogger logger, string queue, EntryId id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Queue}: {Count} entries have no subscriber, for example those of stream {Stream}")]
    private static partial void LogUnsubscribed(ILogger logger, string queue, int count, StreamId stream);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Queue}: {Id} is pending but not cached; reading all pending entries again")]
    private static partial void LogGap(ILogger logger, string queue, EntryId id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Queue} is unreachable; retrying")]
    private static partial void LogUnreachable(ILogger logger, string queue, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Queue} can be reached again")]
    private static partial void LogBack(ILogger logger, string queue);
}
