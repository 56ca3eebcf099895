using System.Diagnostics;
using OpenTelemetry.Trace;

namespace RetailGrains.ServiceDefaults.Tracing;

/// <summary>
/// Samples a share of the requests and stream deliveries, with everything that they cause. A span with a parent follows its parent, and one
/// that is linked to a sampled span follows that. Timers, probes and other background work begin no trace.
/// </summary>
/// <remarks>
/// Whether a span failed is known only at its end (<see cref="SpanFinisher"/>). The few spans of commits, deliveries and saves are
/// therefore recorded even when they are not sampled. A request is recorded only once it has failed (<see cref="RequestTags"/>): recording
/// all requests costs a few percent of the throughput. Grain calls and SQL statements are not recorded: recording them all would cost as
/// much as sampling them all.
/// </remarks>
internal sealed class RequestSampler : Sampler
{
    /// <summary>The name of ASP.NET Core's span of a request when it begins.</summary>
    public const string HttpRequest = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    /// <summary>The tag of a request's path, which the sampler needs.</summary>
    public const string Path = "url.path";

    private static readonly HashSet<string> Unsampled = ["/health", "/ready", "/startup", "/metrics", "/api/v1/health", "/api/v1/ready"];

    private readonly TraceIdRatioBasedSampler _requests;
    private readonly IReadOnlyCollection<string> _roots;

    /// <param name="ratio">The share of requests that are sampled, from 0 to 1.</param>
    /// <param name="roots">Names of the spans that may begin a trace, in addition to requests.</param>
    public RequestSampler(double ratio, IReadOnlyCollection<string> roots)
    {
        _roots = roots;
        _requests = new TraceIdRatioBasedSampler(ratio);
        Description = $"RequestSampler{{{ratio}}}";
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        string name = samplingParameters.Name;
        bool isRecorded = _roots.Contains(name);
        var otherwise = new SamplingResult(isRecorded ? SamplingDecision.RecordOnly : SamplingDecision.Drop);
        if (name == HttpRequest && IsProbe(PathIn(samplingParameters.Tags))) return new SamplingResult(SamplingDecision.Drop);
        if (samplingParameters.ParentContext.TraceId != default)
            return IsSampled(samplingParameters.ParentContext) ? new SamplingResult(SamplingDecision.RecordAndSample) : otherwise;
        if (samplingParameters.Links?.Any(static link => IsSampled(link.Context)) == true)
            return new SamplingResult(SamplingDecision.RecordAndSample);
        bool isRequest = samplingParameters.Kind is ActivityKind.Server or ActivityKind.Consumer;
        if (!(isRecorded || name == HttpRequest) || !isRequest) return otherwise;
        SamplingResult sampled = _requests.ShouldSample(samplingParameters);
        return sampled.Decision == SamplingDecision.RecordAndSample ? sampled : otherwise;
    }

    private static string? PathIn(IEnumerable<KeyValuePair<string, object?>>? tags) =>
        tags?.FirstOrDefault(tag => tag.Key == Path).Value as string;

    private static bool IsSampled(in ActivityContext context) => (context.TraceFlags & ActivityTraceFlags.Recorded) != 0;

    /// <summary>Probes are not traced, not even if they fail.</summary>
    public static bool IsProbe(string? path) => path is not null && Unsampled.Contains(path);
}
