using System.Net.Http.Headers;

namespace RetailGrains.Client.Retries;

/// <summary>How long to wait before a request is sent again.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);

    /// <param name="header">What the answer asks for; null when it says nothing.</param>
    /// <param name="retry">How often it was sent again already.</param>
    /// <param name="jitter">From 0 to 1: clients that were refused together do not return together.</param>
    /// <param name="now">For a header that gives a time.</param>
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
        // Never earlier than asked: a share of the backoff is added.
        return asked > TimeSpan.Zero ? asked + (First * jitter) : backoff * (0.5 + (jitter / 2));
    }
}
