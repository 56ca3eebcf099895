namespace RetailGrains.Tests.Chaos.Load;

/// <summary>Pauses.</summary>
internal static class Rest
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    /// <summary>False when it is time to stop, which ends the pause.</summary>
    public static async Task<bool> ForAsync(TimeSpan pause, CancellationToken stop)
    {
        await Task.Delay(pause, TimeProvider.System, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        return !stop.IsCancellationRequested;
    }

    /// <summary>Repeats a step until it is done; false when it was stopped before.</summary>
    public static async Task<bool> UntilAsync(Func<Task<bool>> step, CancellationToken stop)
    {
        while (!await step())
            if (!await ForAsync(RetryPause, stop)) return false;
        return true;
    }
}
