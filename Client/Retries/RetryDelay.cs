using System.Net.Http.Headers;

namespace RetailGrains.Client.Retries;

/// <summary>The delay before a retry.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);

    /// <param name="header">The answer's Retry-After header, or null.</param>
    /// <param name="retry">The number of earlier retries.</param>
    /// <param name="jitter">From 0 to 1, so that clients that were refused together do not retry together.</param>
    /// <param name="now">The current time, for a header that contains a time.</param>
    public static TimeSpan Of(RetryConditionHeaderValue? header, int retry, double jitter, DateTimeOffset now)
    {
        TimeSpan asked = header switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => TimeSpan.Zero,
        };
        if (asked < TimeSpan.Zero) asked = TimeSpan.Zero;
        TimeSpan backoff = First * Math.Pow(2, Math.Min(retry, 8));
        // Never earlier than the header asks: the jitter is added.
        return asked > TimeSpan.Zero ? asked + (First * jitter) : backoff * (0.5 + (jitter / 2));
    }
}
