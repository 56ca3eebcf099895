using Orleans.Runtime;

namespace RetailGrains.Tracing;

/// <summary>
/// The trace that grain calls continue: a span in W3C's format, in Orleans' request context. Orleans' own call filters, which would pass
/// the trace with every call, cost several hundredths of the throughput even for calls that are not sampled.
/// </summary>
internal static class CallTrace
{
    private const string Key = "traceparent";

    /// <summary>The sampled span that the calls in this flow continue; null when they continue none.</summary>
    public static string? Parent => RequestContext.Get(Key) as string;

    /// <summary>Lets the calls that follow in this flow continue a sampled span, or none.</summary>
    public static void Continue(string? parent)
    {
        if (parent is not null) RequestContext.Set(Key, parent);
        else if (RequestContext.Get(Key) is not null) RequestContext.Remove(Key);
    }
}
