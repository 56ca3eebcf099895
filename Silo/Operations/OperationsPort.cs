using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using Orleans.Runtime;
using RetailGrains.Access;
using RetailGrains.Silo.Access;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Silo.Operations;

/// <summary>What operators and their probes ask a silo.</summary>
internal static class OperationsPort
{
    private sealed record Answer(string Status);

    /// <summary>Listens where the settings say, and knows who asks.</summary>
    public static void ListenOnOperationsPort(this WebApplicationBuilder builder)
    {
        builder.Services.AddAccess();
        builder.Services.AddSignInAudit();
        builder.Services.AddMetricsPage();
        builder.Services.AddOperationsLimits();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<SiloHostOptions>, IServiceProvider>(
            (kestrel, options, services) => kestrel.ListenAt(
                options.Value.OperationsHost, options.Value.OperationsPort, services.GetService<HttpsCertificate>()));
    }

    /// <summary>
    /// <c>/health</c>: alive. <c>/ready</c>: takes calls. <c>/version</c>: which program it is. <c>/metrics</c>: for Prometheus. <c>/dashboard</c>: Orleans' own, for operators.
    /// </summary>
    public static void MapOperations(this WebApplication app)
    {
        app.UseOperationsHeaders();
        app.UseStrictTransport();
        app.Use((http, next) =>
        {
            // Who signs in with a name and a password is looked up in guarded grains.
            if (BasicCredentials.Are(http.Request.Headers.Authorization.ToString()))
                http.RequestServices.GetRequiredService<CallTickets>().AttachPlatform();
            return next(http);
        });
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseRequestTimeouts();
        app.MapGet("/health", () => TypedResults.Ok(new Answer("alive"))).ForProbes(app.Services);
        app.MapGet("/ready", Ready).ForProbes(app.Services);
        app.MapGet("/version", () => TypedResults.Ok(ProgramVersion.Current)).ForProbes(app.Services);
        app.MapMetricsPage();
        app.MapOrleansDashboard("/dashboard").ForOperatorsInABrowser();
    }

    private static IResult Ready(ISiloStatusOracle silo) => silo.CurrentStatus == SiloStatus.Active
        ? TypedResults.Ok(new Answer("ready"))
        : TypedResults.Json(new Answer($"{silo.CurrentStatus}"), statusCode: StatusCodes.Status503ServiceUnavailable);
}
