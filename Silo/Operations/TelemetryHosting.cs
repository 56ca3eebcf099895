using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetailGrains.Access;
using RetailGrains.Failures;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.ServiceDefaults.Metrics;
using RetailGrains.ServiceDefaults.Tracing;
using RetailGrains.Silo.Hosting;
using RetailGrains.Tracing;
using StackExchange.Redis;

namespace RetailGrains.Silo.Operations;

/// <summary>Logs, metrics and traces of the silo and the API.</summary>
internal static class TelemetryHosting
{
    /// <summary>The spans of requests continue through grain calls to SQL.</summary>
    private static readonly ProgramSpans OwnSpans = new([Spans.Source, "Npgsql"], [.. Spans.Roots], Spans.PassToCalls);

    /// <summary>Configures the log, and remembers its last warnings and errors.</summary>
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        builder.UseLogFormat(IsBug);
        builder.Services.AddSingleton<RecentEvents>();
        builder.Services.AddSingleton<ILoggerProvider, RecentEventsProvider>();
    }

    /// <summary>Adds the metrics that all processes have, and the export of traces.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">The name of the service in the traces.</param>
    public static void AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        builder.Services.AddMetricsPage();
        builder.Services.AddActiveMeter<ProcessMeter>();
        builder.Services.AddActiveMeter<FailureMeter>();
        builder.Services.AddActiveMeter<AccessMeter>();
        builder.AddTracing(service, OwnSpans);
    }

    /// <summary>Whether an exception indicates a bug. An unavailable database or Redis server does not.</summary>
    public static bool IsBug(Exception failure) =>
        failure is not RedisException && FailureClassifier.Classify(failure) == FailureKind.Bug;
}
