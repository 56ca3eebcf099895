namespace RetailGrains.Ledger;

/// <summary>
/// The delay for which a partition's entries collect before they are delivered. An entry in a large run costs less than one in a small run,
/// so the delay grows while the runs are large, and shrinks when they are small again. All partitions use full intervals of the clock, so
/// that the deltas of several partitions travel together. Pure.
/// </summary>
internal sealed class DeliveryPace(TimeSpan interval)
{
    /// <summary>Maximum delay, as a multiple of the interval.</summary>
    public const int MaxIntervals = 4;

    /// <summary>After a run of at least this many entries the delay doubles.</summary>
    public const int LargeRun = 100;

    /// <summary>After a run of less than this many entries the delay halves.</summary>
    public const int SmallRun = 25;

    private int _intervals = 1;

    /// <summary>The delay now.</summary>
    public TimeSpan Delay => interval * _intervals;

    public void OnDelivered(long entries)
    {
        if (entries >= LargeRun) _intervals = Math.Min(MaxIntervals, _intervals * 2);
        else if (entries < SmallRun) _intervals = Math.Max(1, _intervals / 2);
    }

    /// <summary>Returns how long it is until the entries are due: until the clock's next full multiple of the delay.</summary>
    public TimeSpan UntilDue(DateTimeOffset now) => UntilFull(now, Delay);

    /// <summary>Returns whether at most half an interval of a delay remains: the clock's next full interval would be too late.</summary>
    public bool IsDue(TimeSpan passed, TimeSpan total) => passed + (interval / 2) >= total;

    /// <summary>Returns how long it is until the clock's next full interval.</summary>
    public TimeSpan UntilNext(DateTimeOffset now) => UntilFull(now, interval);

    private static TimeSpan UntilFull(DateTimeOffset now, TimeSpan time) => TimeSpan.FromTicks(time.Ticks - (now.UtcTicks % time.Ticks));
}
