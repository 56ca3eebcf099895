using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace RetailGrains.ServiceDefaults.Tracing;

/// <summary>
/// Adds route and status to the span of a request, because ASP.NET Core 10 sets only what is known at its start: method, host and path.
/// Grain calls of a sampled request continue its trace. A request that fails is exported although it is not sampled.
/// </summary>
/// <param name="onRequest">Called at the start of a request, in its flow; null when nothing is needed.</param>
internal sealed class RequestTags(Action? onRequest) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(AddAsync);
        next(app);
    };

    private async Task AddAsync(HttpContext http, RequestDelegate next)
    {
        onRequest?.Invoke();
        await next(http);
        if (http.Features.Get<IHttpActivityFeature>()?.Activity is not { } span) return;
        if (!span.IsAllDataRequested)
        {
            if (http.Response.StatusCode < SpanFinisher.ServerError || RequestSampler.IsProbe(http.Request.Path)) return;
            span.IsAllDataRequested = true; // so that it is exported when it ends
            span.SetTag(SpanFinisher.Method, http.Request.Method);
        }

        span.SetTag(SpanFinisher.Status, http.Response.StatusCode);
        if (http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route }) span.SetTag(SpanFinisher.Route, route);
    }
}
