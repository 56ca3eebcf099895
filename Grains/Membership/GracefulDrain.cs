using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace RetailGrains.Membership;

/// <summary>
/// Before the silo stops, its partitions refuse new transactions, deliver their entries, wait until these are saved and move their
/// checkpoints. The silo is still a member during that time, so that its grains can call and be called. The silos that take over have
/// nothing to replay.
/// </summary>
internal sealed partial class GracefulDrain(
    PartitionPlacement placement,
    LocalPartitions partitions,
    TimeProvider time,
    ILogger<GracefulDrain> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The silos that take over replay whatever is not finished by then.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(GracefulDrain), ServiceLifecycleStage.Active + 1, _ => Task.CompletedTask, DrainAsync);

    private async Task DrainAsync(CancellationToken cancel)
    {
        placement.MarkStopping();
        long start = time.GetTimestamp();
        int count = partitions.Active.Count;
        LogDraining(logger, count);
        while (partitions.Active.Count > 0 && time.GetElapsedTime(start) < Timeout && !cancel.IsCancellationRequested)
            await Task.Delay(PollInterval, time, CancellationToken.None);
        TimeSpan taken = time.GetElapsedTime(start);
        if (partitions.Active.Count == 0) LogDrained(logger, taken);
        else LogNotDrained(logger, partitions.Active.Count, taken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The silo is leaving the cluster; draining {Count} partitions")]
    private static partial void LogDraining(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "All partitions have drained after {Time}")]
    private static partial void LogDrained(ILogger logger, TimeSpan time);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Count} partitions have not drained after {Time}; their remaining entries will be replayed")]
    private static partial void LogNotDrained(ILogger logger, int count, TimeSpan time);
}
