using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;

namespace RetailGrains.Api.Operations;

/// <summary>A process that answers.</summary>
internal sealed record HealthAnswer([property: AllowedValues("alive")] string Status);

/// <summary>A process that can serve.</summary>
/// <param name="Status">What it is.</param>
/// <param name="Degraded">What fails in a silo and is retried, while transactions are recorded and figures answered.</param>
internal sealed record ReadyAnswer([property: AllowedValues("ready")] string Status, IReadOnlyList<string> Degraded);

/// <summary>A process that has started.</summary>
internal sealed record StartupAnswer([property: AllowedValues("started")] string Status);

/// <summary>
/// <c>GET /health</c>: the process is alive; it calls nothing. <c>GET /startup</c>: its start is complete. <c>GET /ready</c>: it can
/// serve, or what is missing.
/// </summary>
internal static class Health
{
    private static readonly HealthAnswer Alive = new("alive");
    private static readonly StartupAnswer Started = new("started");
    private static readonly ReadyAnswer Ready = new("ready", []);

    /// <param name="root">Maps the endpoints where probes expect them, and beside the other endpoints.</param>
    /// <param name="place">Distinguishes the two in operation ids.</param>
    public static void MapHealth(this IEndpointRouteBuilder root, string place = "")
    {
        root.MapGet("/health", () => JsonAnswer.Ok(Alive, ApiJson.Default.HealthAnswer)).ForAnyone().Describe(
            new Operation($"get{place}Health", Tags.Operations, "Check that the process is alive")
                .Answers(200, "The process is alive.", Alive, ApiJson.Default.HealthAnswer));
        root.MapGet("/startup", () => JsonAnswer.Ok(Started, ApiJson.Default.StartupAnswer)).ForAnyone().Describe(
            new Operation($"get{place}Startup", Tags.Operations, "Check that the process has started")
                .Answers(200, "The process has started.", Started, ApiJson.Default.StartupAnswer));
        root.MapGet("/ready", ReadyAsync).ForAnyone().Describe(
            new Operation($"get{place}Readiness", Tags.Operations, "Check that the process can serve requests")
                .Answers(200, "The process can serve requests.", Ready, ApiJson.Default.ReadyAnswer)
                .Refuses(503, "`missing` lists what it lacks."));
    }

    private static async Task<IResult> ReadyAsync(ReadinessCheck check, CancellationToken cancel)
    {
        Readiness readiness = Readiness.Of(await check.TakeAsync(cancel));
        if (readiness.IsReady) return JsonAnswer.Ok(Ready with { Degraded = readiness.Degraded }, ApiJson.Default.ReadyAnswer);
        string[] missing = [.. readiness.Missing, .. readiness.Degraded];
        return new Problem(StatusCodes.Status503ServiceUnavailable, $"Missing: {string.Join(", ", missing)}.") { Missing = missing };
    }
}
