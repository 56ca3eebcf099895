using System.Diagnostics;
using OpenTelemetry;

namespace RetailGrains.ServiceDefaults.Tracing;

/// <summary>
/// Prepares a span for the export when it ends: a failed one is exported although its trace is not sampled, and ids that may be of a
/// person are removed.
/// </summary>
internal sealed class SpanFinisher : BaseProcessor<Activity>
{
    /// <summary>The tag of a request's route.</summary>
    public const string Route = "http.route";

    /// <summary>The tag of a request's status.</summary>
    public const string Status = "http.response.status_code";

    /// <summary>The tag of a request's method.</summary>
    public const string Method = "http.request.method";

    /// <summary>The first status of a request that failed.</summary>
    public const int ServerError = 500;

    /// <summary>The path has ids of customers and transactions; the route has their places.</summary>
    private static readonly string[] Personal = [RequestSampler.Path, "url.query"];

    public override void OnEnd(Activity data)
    {
        bool hasFailed = HasFailed(data);
        if (!data.Recorded && !hasFailed) return;
        data.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        if (data.OperationName != RequestSampler.HttpRequest) return;
        data.DisplayName = NameOf(data);
        foreach (string tag in Personal) data.SetTag(tag, null);
    }

    /// <summary>Method and route, as OpenTelemetry names the span of a request.</summary>
    private static string NameOf(Activity request)
    {
        string method = request.GetTagItem(Method) as string ?? "HTTP";
        return request.GetTagItem(Route) is string route ? $"{method} {route}" : method;
    }

    private static bool HasFailed(Activity span)
    {
        if (span.GetTagItem(Status) is >= ServerError) span.SetStatus(ActivityStatusCode.Error);
        return span.Status == ActivityStatusCode.Error;
    }
}
