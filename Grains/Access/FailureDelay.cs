namespace RetailGrains.Access;

/// <summary>The number of failures so far, and the time of the last one.</summary>
internal readonly record struct Failures(int Count, DateTimeOffset Last);

/// <summary>Computes the delay after failures: the first ones are free, then each failure doubles the delay.</summary>
/// <param name="Free">Failures without delay.</param>
/// <param name="Max">The maximum delay.</param>
internal sealed record FailureDelay(int Free, TimeSpan Max)
{
    /// <summary>Failures are forgotten when there has been no new one for this long.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(1);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>Returns zero when an attempt may be made now.</summary>
    public TimeSpan WaitAt(Failures failures, DateTimeOffset now)
    {
        if (failures.Count < Free || IsForgotten(failures, now)) return TimeSpan.Zero;
        TimeSpan wait = failures.Last + DelayAfter(failures.Count) - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    public static Failures Add(Failures failures, DateTimeOffset now) =>
        new(IsForgotten(failures, now) ? 1 : failures.Count + 1, now);

    /// <summary>Removes one failure, as if it had not happened.</summary>
    public static Failures RemoveOne(Failures failures) => failures with { Count = Math.Max(0, failures.Count - 1) };

    public static bool IsForgotten(Failures failures, DateTimeOffset now) => now - failures.Last >= Retention;

    private TimeSpan DelayAfter(int count)
    {
        double delay = First.TotalSeconds * Math.Pow(2, count - Free);
        return delay < Max.TotalSeconds ? TimeSpan.FromSeconds(delay) : Max;
    }
}
