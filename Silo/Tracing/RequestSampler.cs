using System.Diagnostics;
using OpenTelemetry.Trace;
using RetailGrains.Tracing;

namespace RetailGrains.Silo.Tracing;

/// <summary>
/// Samples a share of the requests and stream deliveries, with everything that they cause. A span with a parent follows its parent, and one
/// that is linked to a sampled span follows that. Timers, probes and other background work begin no trace.
/// </summary>
/// <remarks>
/// The few spans that may begin a trace are recorded even when they are not sampled, because only at their end is it known whether they
/// failed (<see cref="SpanFinisher"/>). Grain calls and SQL statements below them are not: recording them all would cost as much as
/// sampling them all.
/// </remarks>
internal sealed class RequestSampler : Sampler
{
    /// <summary>The name of ASP.NET Core's span of a request when it begins.</summary>
    public const string HttpRequest = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    private static readonly HashSet<string> Unsampled = ["/health", "/ready", "/startup", "/metrics", "/api/v1/health", "/api/v1/ready"];

    private readonly TraceIdRatioBasedSampler _requests;

    public RequestSampler(double ratio)
    {
        _requests = new TraceIdRatioBasedSampler(ratio);
        Description = $"RequestSampler{{{ratio}}}";
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        string name = samplingParameters.Name;
        bool mayBeginTrace = name == HttpRequest || Spans.Roots.Contains(name);
        var otherwise = new SamplingResult(mayBeginTrace ? SamplingDecision.RecordOnly : SamplingDecision.Drop);
        if (name == HttpRequest && IsProbe(samplingParameters.Tags)) return new SamplingResult(SamplingDecision.Drop);
        if (samplingParameters.ParentContext.TraceId != default)
            return IsSampled(samplingParameters.ParentContext) ? new SamplingResult(SamplingDecision.RecordAndSample) : otherwise;
        if (samplingParameters.Links?.Any(static link => IsSampled(link.Context)) == true)
            return new SamplingResult(SamplingDecision.RecordAndSample);
        bool isRequest = samplingParameters.Kind is ActivityKind.Server or ActivityKind.Consumer;
        if (!mayBeginTrace || !isRequest) return otherwise;
        SamplingResult sampled = _requests.ShouldSample(samplingParameters);
        return sampled.Decision == SamplingDecision.RecordAndSample ? sampled : otherwise;
    }

    private static bool IsSampled(in ActivityContext context) => (context.TraceFlags & ActivityTraceFlags.Recorded) != 0;

    private static bool IsProbe(IEnumerable<KeyValuePair<string, object?>>? tags) =>
        tags?.FirstOrDefault(tag => tag.Key == "url.path").Value is string path && Unsampled.Contains(path);
}
