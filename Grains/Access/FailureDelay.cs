namespace RetailGrains.Access;

/// <summary>Failures so far, and the last one's time.</summary>
internal readonly record struct Failures(int Count, DateTimeOffset Last);

/// <summary>How long to wait after failures: some are free, then each doubles the delay.</summary>
/// <param name="Free">Failures without delay.</param>
/// <param name="Longest">Bound of the delay.</param>
internal sealed record FailureDelay(int Free, TimeSpan Longest)
{
    /// <summary>Failures are forgotten when none has come for so long.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(1);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>Zero when a try may be made now.</summary>
    public TimeSpan WaitAt(Failures failures, DateTimeOffset now)
    {
        if (failures.Count < Free || IsForgotten(failures, now)) return TimeSpan.Zero;
        TimeSpan wait = failures.Last + DelayAfter(failures.Count) - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    public static Failures Add(Failures failures, DateTimeOffset now) =>
        new(IsForgotten(failures, now) ? 1 : failures.Count + 1, now);

    /// <summary>One less, as if it had not been.</summary>
    public static Failures TakeBack(Failures failures) => failures with { Count = Math.Max(0, failures.Count - 1) };

    public static bool IsForgotten(Failures failures, DateTimeOffset now) => now - failures.Last >= Retention;

    private TimeSpan DelayAfter(int count)
    {
        double delay = First.TotalSeconds * Math.Pow(2, count - Free);
        return delay < Longest.TotalSeconds ? TimeSpan.FromSeconds(delay) : Longest;
    }
}
