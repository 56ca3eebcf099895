namespace RetailGrains.Hosting;

/// <summary>
/// Deactivates the grain of an unknown id after a delay, so that callers who invent ids do not fill the memory. It does not deactivate
/// immediately: when many calls use the same id, Orleans would forward the queued calls from one ending activation to the next until it
/// drops them.
/// </summary>
/// <param name="grain">The grain to deactivate.</param>
/// <param name="isUnknown">Returns whether the id is still unknown when the delay has expired.</param>
internal sealed class DelayedDeactivation(IGrainBase grain, Func<bool> isUnknown)
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private IGrainTimer? _end;

    /// <summary>Starts the delay.</summary>
    public void Begin() => _end ??= grain.RegisterGrainTimer(
        _ =>
        {
            _end!.Dispose();
            _end = null;
            if (isUnknown()) grain.DeactivateOnIdle();
            return Task.CompletedTask;
        },
        new GrainTimerCreationOptions(Delay, Timeout.InfiniteTimeSpan) { Interleave = true });
}
