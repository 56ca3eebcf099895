using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Failures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Migrations;
using RetailGrains.Operations;

namespace RetailGrains.Api.Operations;

/// <summary>A process that answers.</summary>
internal sealed record HealthAnswer([property: AllowedValues("alive")] string Status);

/// <summary>A process that can serve.</summary>
/// <param name="Status">What it is.</param>
/// <param name="Degraded">What fails in a silo and is retried, while transactions are recorded and figures answered.</param>
internal sealed record ReadyAnswer([property: AllowedValues("ready")] string Status, IReadOnlyList<string> Degraded);

/// <summary><c>GET /health</c>: the process is alive. <c>GET /ready</c>: it can serve, or what is missing.</summary>
internal static class Health
{
    private static readonly HealthAnswer Alive = new("alive");
    private static readonly ReadyAnswer Ready = new("ready", []);

    // Probes repeat every few seconds and do not wait long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="root">Maps the endpoints where probes expect them, and beside the other endpoints.</param>
    /// <param name="place">Distinguishes the two in operation ids.</param>
    public static void MapHealth(this IEndpointRouteBuilder root, string place = "")
    {
        root.MapGet("/health", () => JsonAnswer.Ok(Alive, ApiJson.Default.HealthAnswer)).ForAnyone().Describe(
            new Operation($"get{place}Health", Tags.Operations, "The process is alive")
                .Answers(200, "It is.", Alive, ApiJson.Default.HealthAnswer));
        root.MapGet("/ready", ReadyAsync).ForAnyone().Describe(
            new Operation($"get{place}Readiness", Tags.Operations, "It can serve")
                .Answers(200, "It can.", Ready, ApiJson.Default.ReadyAnswer)
                .Refuses(503, "`missing` lists what it lacks."));
    }

    private static async Task<IResult> ReadyAsync(
        IRetailDatabase database, LedgerClient ledger, IGrainFactory grains, FailureMonitor own, TimeProvider time, CancellationToken cancel)
    {
        Task<PartitionStatus>[] partitions = [.. ledger.All.Select(partition => partition.StatusAsync().AsTask())];
        Task<string[]> damaged = DamagedAsync(grains, time, cancel);
        Task<string?>[] checks =
        [
            CheckAsync("database", database.PingAsync(cancel), time, cancel),
            .. partitions.Select((partition, i) => CheckAsync($"partition {i}", partition, time, cancel)),
        ];
        string?[] unanswered = await Task.WhenAll(checks);
        PartitionStatus[] answered = [.. partitions.Where(partition => partition.IsCompletedSuccessfully).Select(partition => partition.Result)];
        string[] missing = [.. unanswered.OfType<string>(), .. Distinct(answered, status => status.Failures)];
        string[] degraded = [.. Distinct(answered, status => status.Degraded).Union(own.Problems(critical: false)), .. await damaged];
        if (missing.Length == 0) return JsonAnswer.Ok(Ready with { Degraded = degraded }, ApiJson.Default.ReadyAnswer);
        missing = [.. missing, .. degraded];
        return new Problem(StatusCodes.Status503ServiceUnavailable, $"Missing: {string.Join(", ", missing)}.") { Missing = missing };
    }

    /// <summary>All partitions of a silo report the same problems, so duplicates are removed.</summary>
    private static string[] Distinct(PartitionStatus[] partitions, Func<PartitionStatus, string[]?> problems) =>
        [.. partitions.SelectMany(partition => problems(partition) ?? []).Distinct()];

    /// <summary>Damaged projections under repair.</summary>
    private static async Task<string[]> DamagedAsync(IGrainFactory grains, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            return (await grains.GetGrain<IProjectionHealthGrain>(0).StatusAsync().AsTask().WaitAsync(Patience, time, cancel)).Degraded;
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            return []; // the partitions report this failure too
        }
    }

    /// <summary>The name of a dependency that does not answer; null when it does.</summary>
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
