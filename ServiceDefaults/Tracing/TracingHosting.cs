using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace RetailGrains.ServiceDefaults.Tracing;

/// <summary>Traces of requests and of what they cause, exported by OTLP.</summary>
internal static class TracingHosting
{
    private const string AspNetCore = "Microsoft.AspNetCore";

    /// <summary>Exports traces when OTEL_EXPORTER_OTLP_ENDPOINT is set.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">The name of the service in the traces, unless OTEL_SERVICE_NAME is set.</param>
    /// <param name="spans">The spans of the program, in addition to those of ASP.NET Core.</param>
    public static void AddTracing(this IHostApplicationBuilder builder, string service, ProgramSpans spans)
    {
        if (TracingOptions.Read(builder.Configuration) is not { } options) return;
        // Without this switch, ASP.NET Core 10 passes no path to the sampler, and sets no method on the span.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddSingleton<IStartupFilter>(new RequestTags(spans.OnRequest));
        string name = builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } given ? given : service;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name, serviceVersion: ProgramVersion.Current.Version))
            .WithTracing(traces => traces
                .AddSource([AspNetCore, .. spans.Sources])
                .SetSampler(new RequestSampler(options.Ratio, spans.Roots))
                .AddProcessor(new SpanFinisher())
                .AddOtlpExporter());
    }
}
