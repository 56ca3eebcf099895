using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace RetailGrains.Streaming.Redis.Queues;

internal sealed partial class RedisQueueReceiver
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Queue} is read from here, beginning with what is pending")]
    private static partial void LogTaken(ILogger logger, string queue);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Queue} has another owner; it is not read from here until that one is gone")]
    private static partial void LogFenced(ILogger logger, string queue);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Queue}: group {Group} made, from the first entry on")]
    private static partial void LogGroupMade(ILogger logger, string queue, string group);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Queue} {Id} was deleted from Redis before it was delivered")]
    private static partial void LogDeleted(ILogger logger, string queue, EntryId id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Queue}: nobody subscribes to {Count} entries, of {Stream} and others perhaps")]
    private static partial void LogUnsubscribed(ILogger logger, string queue, int count, StreamId stream);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Queue}: {Id} is pending and was not seen here; all that is pending is read again")]
    private static partial void LogGap(ILogger logger, string queue, EntryId id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Queue} can't be reached; it is tried again until it can")]
    private static partial void LogAway(ILogger logger, string queue, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Queue} can be reached again")]
    private static partial void LogBack(ILogger logger, string queue);
}
