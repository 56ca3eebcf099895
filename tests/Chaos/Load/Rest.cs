namespace RetailGrains.Tests.Chaos.Load;

/// <summary>Delays and retries that end when the run stops.</summary>
internal static class Rest
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits; false when the run stops, which ends the delay early.</summary>
    public static async Task<bool> ForAsync(TimeSpan pause, CancellationToken stop)
    {
        await Task.Delay(pause, TimeProvider.System, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        return !stop.IsCancellationRequested;
    }

    /// <summary>Repeats a step until it succeeds; false when the run stops first.</summary>
    public static async Task<bool> UntilAsync(Func<Task<bool>> step, CancellationToken stop)
    {
        while (!await step())
            if (!await ForAsync(RetryPause, stop)) return false;
        return true;
    }
}
