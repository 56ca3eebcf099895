namespace RetailGrains.Tests.Chaos.Load;

/// <summary>Pauses.</summary>
internal static class Rest
{
    /// <summary>False when it is time to stop, which ends the pause.</summary>
    public static async Task<bool> ForAsync(TimeSpan pause, CancellationToken stop)
    {
        await Task.Delay(pause, TimeProvider.System, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        return !stop.IsCancellationRequested;
    }
}
