using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using RetailGrains.ServiceDefaults.Logs;

namespace RetailGrains.ServiceDefaults.Metrics;

/// <summary><c>/metrics</c>: the process's metrics in Prometheus' text format.</summary>
internal static class MetricsPage
{
    /// <summary>The meters of this program and of its frameworks.</summary>
    private static readonly string[] Meters =
        ["RetailGrains.*", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql",
            "System.Runtime"];

    /// <summary>
    /// Orleans' instruments that are updated for every message and every lookup of a grain. They cost some hundredths of the throughput,
    /// and no dashboard or alert uses them.
    /// </summary>
    private static readonly HashSet<string> Costly =
    [
        "orleans-messaging-sent-local",
        "orleans-messaging-processing-ima-received",
        "orleans-messaging-processing-dispatcher-received",
        "orleans-messaging-processing-dispatcher-processed",
        "orleans-directory-lookups-local-issued",
        "orleans-directory-lookups-local-successes",
        "orleans-directory-lookups-cache-issued",
        "orleans-directory-lookups-cache-successes",
    ];

    /// <param name="services">The services of the process.</param>
    /// <param name="furtherMeters">Meters of frameworks that only this program has.</param>
    public static void AddMetricsPage(this IServiceCollection services, params string[] furtherMeters)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RepeatedMessages>();
        services.AddActivatedSingleton<ProgramMeter>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter([.. Meters, .. furtherMeters])
            .AddView(instrument => Costly.Contains(instrument.Name) ? MetricStreamConfiguration.Drop : null)
            .AddPrometheusExporter());
    }

    /// <summary>Maps the page. The caller determines who may read it.</summary>
    public static IEndpointConventionBuilder MapMetricsPage(this IEndpointRouteBuilder root) =>
        // The exporter alone would answer every method.
        root.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));
}
