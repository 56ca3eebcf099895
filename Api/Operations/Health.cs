using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using RetailGrains.Access;
using RetailGrains.Api.Description;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Schema;
using RetailGrains.Operations;

namespace RetailGrains.Api.Operations;

/// <summary>A process that answers.</summary>
/// <param name="Status">Whether it is alive or ready.</param>
/// <param name="Degraded">What it can't answer for now, a sentence each; left out when there is nothing.</param>
internal sealed record HealthAnswer(
    [property: AllowedValues("alive", "ready")] string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Degraded = null);

/// <summary><c>GET /health</c>: alive. <c>GET /ready</c>: can serve, or what is missing.</summary>
internal static class Health
{
    private static readonly HealthAnswer Alive = new("alive");
    private static readonly HealthAnswer Ready = new("ready");

    // Who asks does so every few seconds and does not wait long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="root">They are where probes look, and beside the other endpoints.</param>
    /// <param name="place">Tells the one from the other.</param>
    public static void MapHealth(this IEndpointRouteBuilder root, string place = "")
    {
        root.MapGet("/health", () => JsonAnswer.Ok(Alive, ApiJson.Default.HealthAnswer)).ForAnyone().Describe(
            new Operation($"get{place}Health", Tags.Operations, "The process is alive")
                .Answers(200, "It is.", Alive, ApiJson.Default.HealthAnswer));
        root.MapGet("/ready", ReadyAsync).ForAnyone().Describe(
            new Operation($"get{place}Readiness", Tags.Operations, "It can serve")
                .Answers(200, "It can.", Ready, ApiJson.Default.HealthAnswer)
                .Refuses(503, "`missing` says what it lacks."));
    }

    private static async Task<IResult> ReadyAsync(
        IRetailDatabase database, LedgerClient ledger, IGrainFactory grains, TimeProvider time, CancellationToken cancel)
    {
        Task<IReadOnlyList<string>?> degraded = DegradedAsync(grains, time, cancel);
        Task<string?>[] checks =
        [
            CheckAsync("database", database.PingAsync(cancel), time, cancel),
            .. ledger.All.Select((partition, i) => CheckAsync($"partition {i}", partition.StatusAsync().AsTask(), time, cancel)),
        ];
        string[] missing = [.. (await Task.WhenAll(checks)).OfType<string>()];
        IReadOnlyList<string>? damage = await degraded;
        if (missing.Length > 0 && damage is not null) missing = [.. missing, .. damage];
        return missing.Length == 0
            ? JsonAnswer.Ok(Ready with { Degraded = damage }, ApiJson.Default.HealthAnswer)
            : new Problem(StatusCodes.Status503ServiceUnavailable, $"Missing: {string.Join(", ", missing)}.") { Missing = missing };
    }

    /// <summary>Damaged projections that are being rebuilt; null when there are none, or nobody answers.</summary>
    private static async Task<IReadOnlyList<string>?> DegradedAsync(IGrainFactory grains, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            ProjectionHealth health = await grains.GetGrain<IProjectionHealthGrain>(0).StatusAsync().AsTask().WaitAsync(Patience, time, cancel);
            return health.Degraded.Length > 0 ? health.Degraded : null;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return null; // the partitions don't answer either, then
        }
    }

    /// <summary>The name of what does not answer; null when it does.</summary>
    private static async Task<string?> CheckAsync(string name, Task check, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            await check.WaitAsync(Patience, time, cancel);
            return null;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return name;
        }
    }
}
