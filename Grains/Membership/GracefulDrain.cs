using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace RetailGrains.Membership;

/// <summary>
/// When the silo is to stop, its partitions take in nothing more, deliver what they have, wait until it is saved and move their
/// checkpoints, while the silo is a member still and its grains can call and be called. Whoever takes over finds nothing to replay.
/// </summary>
internal sealed partial class GracefulDrain(
    PartitionPlacement homes,
    LocalPartitions partitions,
    TimeProvider time,
    ILogger<GracefulDrain> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>What has not come to an end by then is replayed by whoever takes over.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(GracefulDrain), ServiceLifecycleStage.Active + 1, _ => Task.CompletedTask, LeaveAsync);

    private async Task LeaveAsync(CancellationToken cancel)
    {
        homes.Leave();
        long start = time.GetTimestamp();
        int count = partitions.AtWork.Count;
        LogLeaving(logger, count);
        while (partitions.AtWork.Count > 0 && time.GetElapsedTime(start) < Patience && !cancel.IsCancellationRequested)
            await Task.Delay(Pause, time, CancellationToken.None);
        TimeSpan taken = time.GetElapsedTime(start);
        if (partitions.AtWork.Count == 0) LogLeft(logger, taken);
        else LogNotDrained(logger, partitions.AtWork.Count, taken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The silo leaves; {Count} partitions finish their work")]
    private static partial void LogLeaving(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "All partitions have finished their work, after {Time}")]
    private static partial void LogLeft(ILogger logger, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} partitions have not finished after {Time}; what is left is replayed")]
    private static partial void LogNotDrained(ILogger logger, int count, TimeSpan time);
}
