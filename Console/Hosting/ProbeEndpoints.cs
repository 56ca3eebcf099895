namespace RetailGrains.WebConsole.Hosting;

/// <summary>
/// What probes ask the console as a separate process. All three are local: when the API is away, the pages report it, and a restart would
/// not help.
/// </summary>
internal static class ProbeEndpoints
{
    public static void MapProbes(this WebApplication app)
    {
        app.MapGet("/startup", () => Results.Ok(new { status = "started" })).NeedsNoSession();
        app.MapGet("/health", () => Results.Ok(new { status = "alive" })).NeedsNoSession();
        app.MapGet("/ready", (IHostApplicationLifetime host) => host.ApplicationStopping.IsCancellationRequested
            ? Results.Json(new { status = "stopping" }, statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Ok(new { status = "ready" })).NeedsNoSession();
    }
}
