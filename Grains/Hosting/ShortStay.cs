namespace RetailGrains.Hosting;

/// <summary>
/// Ends the activation of an id that nothing is known of, so that callers who make up ids do not fill the memory. Not at once: while many
/// ask for the same id, an activation that ended with each call would have the calls behind it forwarded until Orleans gives them up.
/// </summary>
/// <param name="grain">Whose activation it is.</param>
/// <param name="isUnknown">Whether nothing is known of it still, when its time is over.</param>
internal sealed class ShortStay(IGrainBase grain, Func<bool> isUnknown)
{
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(2);

    private IGrainTimer? _end;

    /// <summary>The activation ends in a moment.</summary>
    public void Begin() => _end ??= grain.RegisterGrainTimer(
        _ =>
        {
            _end!.Dispose();
            _end = null;
            if (isUnknown()) grain.DeactivateOnIdle();
            return Task.CompletedTask;
        },
        new GrainTimerCreationOptions(Stay, Timeout.InfiniteTimeSpan) { Interleave = true });
}
