using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RetailGrains.Silo.Hosting;
using RetailGrains.Tracing;

namespace RetailGrains.Silo.Tracing;

/// <summary>Traces from the HTTP request or the stream through grain calls and commits to SQL, exported by OTLP.</summary>
internal static class TracingHosting
{
    private const string AspNetCore = "Microsoft.AspNetCore";
    private const string Npgsql = "Npgsql";

    /// <summary>Exports traces when OTEL_EXPORTER_OTLP_ENDPOINT is set.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">The name of the service in the traces, unless OTEL_SERVICE_NAME is set.</param>
    public static void AddTracing(this IHostApplicationBuilder builder, string service)
    {
        if (TracingOptions.Read(builder.Configuration) is not { } options) return;
        // Without this switch, ASP.NET Core 10 passes no path to the sampler, and sets no method on the span.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddSingleton<IStartupFilter, RequestTags>();
        string name = builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } given ? given : service;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name, serviceVersion: ProgramVersion.Current.Version))
            .WithTracing(traces => traces
                .AddSource(Spans.Source, AspNetCore, Npgsql)
                .SetSampler(new RequestSampler(options.Ratio))
                .AddProcessor(new SpanFinisher())
                .AddOtlpExporter());
    }
}
