using RetailGrains.Tests.Chaos.Check;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>Counts answers by their outcome, and records those that violate a guarantee.</summary>
internal sealed class Traffic(Violations violations)
{
    private long _answered;
    private long _refused;
    private long _lost;

    public TrafficCount Count => new(Volatile.Read(ref _answered), Volatile.Read(ref _refused), Volatile.Read(ref _lost));

    /// <summary>Counts a reply by its outcome; true when its status is one of the expected ones.</summary>
    public bool Sort(string request, Reply reply, params ReadOnlySpan<int> expected)
    {
        if (expected.Contains(reply.Status))
        {
            Interlocked.Increment(ref _answered);
            return true;
        }

        if (reply.Status == 0)
        {
            Interlocked.Increment(ref _lost);
        }
        else if (reply.IsUnavailable)
        {
            Interlocked.Increment(ref _refused);
            if (!reply.RetryAfter) violations.Add($"{request} was refused without Retry-After: {reply.Text}");
        }
        else
        {
            violations.Add($"{request} was answered with {reply.Status}: {reply.Text}");
        }

        return false;
    }
}

/// <param name="Answered">Requests that succeeded.</param>
/// <param name="Refused">Requests that received 429 or 503.</param>
/// <param name="Lost">Requests without an answer: the connection broke, or the timeout expired.</param>
internal readonly record struct TrafficCount(long Answered, long Refused, long Lost)
{
    public static TrafficCount operator -(TrafficCount a, TrafficCount b) =>
        new(a.Answered - b.Answered, a.Refused - b.Refused, a.Lost - b.Lost);

    public override string ToString() => $"{Answered} answered, {Refused} refused, {Lost} unanswered";
}
