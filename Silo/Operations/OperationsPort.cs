using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using RetailGrains.Access;
using RetailGrains.ServiceDefaults;
using RetailGrains.ServiceDefaults.Metrics;
using RetailGrains.Silo.Access;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Silo.Operations;

/// <summary>The endpoints for operators and probes of a silo.</summary>
internal static class OperationsPort
{
    private sealed record Answer(string Status);

    private sealed record ReadyAnswer(string Status, IReadOnlyList<string> Missing, IReadOnlyList<string> Degraded);

    /// <summary>Listens on the configured address and authenticates callers.</summary>
    public static void ListenOnOperationsPort(this WebApplicationBuilder builder)
    {
        builder.Services.AddAccess();
        builder.Services.AddSignInAudit();
        builder.AddTelemetry("retail-silo");
        builder.Services.AddProcessInspector(SiloSettings.OfSilo);
        builder.Services.AddOperationsLimits();
        builder.Services.AddSingleton<SiloReadiness>();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<SiloHostOptions>, IServiceProvider>(
            (kestrel, options, services) => kestrel.ListenAt(options.Value.OperationsHost, options.Value.OperationsPort, port =>
            {
                port.LimitOperationsConnections(services);
                services.GetService<HttpsCertificate>()?.Serve(port);
            }));
    }

    /// <summary>
    /// <c>/health</c>: the process is alive. <c>/startup</c>: the silo has joined the cluster. <c>/ready</c>: it accepts calls.
    /// <c>/version</c>: the program's version. <c>/metrics</c>: for Prometheus. <c>/dashboard</c>: Orleans' dashboard, for operators.
    /// </summary>
    public static void MapOperations(this WebApplication app)
    {
        app.UseOperationsHeaders();
        app.UseStrictTransport();
        app.Use((http, next) =>
        {
            // The lookup of a caller with a name and password calls guarded grains, which require a ticket.
            if (BasicCredentials.Are(http.Request.Headers.Authorization.ToString()))
                http.RequestServices.GetRequiredService<CallTickets>().AttachPlatform();
            return next(http);
        });
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseRequestTimeouts();
        app.MapGet("/health", () => TypedResults.Ok(new Answer("alive"))).ForProbes(app.Services);
        app.MapGet("/startup", (SiloReadiness silo) => silo.HasJoined
            ? (IResult)TypedResults.Ok(new Answer("started"))
            : Unavailable(new Answer("starting"))).ForProbes(app.Services);
        app.MapGet("/ready", Ready).ForProbes(app.Services);
        app.MapGet("/version", () => TypedResults.Ok(ProgramVersion.Current)).ForProbes(app.Services);
        app.MapMetricsPage().ForScrapers(app.Services);
        app.MapOrleansDashboard("/dashboard").ForOperatorsInABrowser();
    }

    /// <summary>
    /// Checks only this process. An unavailable database affects every silo, so it is no reason to take one out of service.
    /// </summary>
    private static IResult Ready(SiloReadiness silo)
    {
        string[] missing = [.. silo.Missing()];
        var answer = new ReadyAnswer(missing.Length == 0 ? "ready" : "not ready", missing, silo.Degraded());
        return missing.Length == 0 ? TypedResults.Ok(answer) : Unavailable(answer);
    }

    private static JsonHttpResult<T> Unavailable<T>(T answer) =>
        TypedResults.Json(answer, statusCode: StatusCodes.Status503ServiceUnavailable);
}
