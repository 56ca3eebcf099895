using Microsoft.Extensions.Logging;
using RetailGrains.Failures;
using RetailGrains.Hosting;

namespace RetailGrains.Streams;

/// <summary>Warns once about every stream in Redis that a producer uses as a shard although it is not one, so no silo reads it.</summary>
internal sealed partial class StrayShardWatch(
    StrayShards stray, FailureMonitor failures, TimeProvider time, ILogger<StrayShardWatch> logger)
    : PeriodicService(Components.QueueChecks, Interval, failures, time)
{
    /// <summary>It scans all keys of Redis, for a mistake that a producer makes once.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Producers choose the keys, so the number of warnings is limited.</summary>
    private const int MaxWarnings = 100;

    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        foreach (string key in await stray.FindAsync(stopping))
            if (_warned.Count < MaxWarnings && _warned.Add(key))
                LogStray(logger, key, SalesQueues.Shards - 1);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis has a stream {Key} that is not read: shards are sales:0 to sales:{Last}")]
    private static partial void LogStray(ILogger logger, string key, int last);
}
