namespace RetailGrains.Producer;

/// <summary>Limits the rate per second. Time that was lost while Redis was unavailable is caught up.</summary>
internal sealed class Pacer(double? rate, TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(5);

    private readonly long _start = time.GetTimestamp();
    private long _count;

    /// <summary>Waits until the next transaction may be sent.</summary>
    public async ValueTask NextAsync()
    {
        if (rate is not { } perSecond) return;
        TimeSpan early = TimeSpan.FromSeconds(_count++ / perSecond) - time.GetElapsedTime(_start);
        if (early > Least) await Task.Delay(early, time);
    }
}
