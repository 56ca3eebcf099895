using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using Orleans.Runtime;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Silo.Operations;

/// <summary>What operators and their probes ask a silo.</summary>
internal static class OperationsPort
{
    private sealed record Answer(string Status);

    /// <summary>
    /// Listens on the loopback addresses only: the dashboard shows what is in the grains, and there is no access control yet.
    /// </summary>
    public static void ListenOnOperationsPort(this WebApplicationBuilder builder) =>
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<SiloHostOptions>>((kestrel, options) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenLocalhost(options.Value.OperationsPort);
        });

    /// <summary><c>/health</c>: alive. <c>/ready</c>: takes calls. <c>/dashboard</c>: Orleans' own.</summary>
    public static void MapOperations(this WebApplication app)
    {
        app.MapGet("/health", () => TypedResults.Ok(new Answer("alive")));
        app.MapGet("/ready", Ready);
        app.MapOrleansDashboard("/dashboard"); // a group: its access policy belongs here
    }

    private static IResult Ready(ISiloStatusOracle silo) => silo.CurrentStatus == SiloStatus.Active
        ? TypedResults.Ok(new Answer("ready"))
        : TypedResults.Json(new Answer($"{silo.CurrentStatus}"), statusCode: StatusCodes.Status503ServiceUnavailable);
}
