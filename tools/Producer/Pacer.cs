namespace RetailGrains.Producer;

/// <summary>Lets so many a second through. What was missed while Redis was away is caught up.</summary>
internal sealed class Pacer(double? rate, TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(5);

    private readonly long _start = time.GetTimestamp();
    private long _count;

    /// <summary>Waits until the next may go.</summary>
    public async ValueTask NextAsync()
    {
        if (rate is not { } perSecond) return;
        TimeSpan early = TimeSpan.FromSeconds(_count++ / perSecond) - time.GetElapsedTime(_start);
        if (early > Least) await Task.Delay(early, time);
    }
}
