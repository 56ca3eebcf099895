using RetailGrains.Access;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Schema;

namespace RetailGrains.Api.Operations;

/// <summary>A process that answers.</summary>
internal sealed record HealthAnswer(string Status);

/// <summary><c>GET /health</c>: alive. <c>GET /ready</c>: can serve, or what is missing.</summary>
internal static class Health
{
    // Who asks does so every few seconds and does not wait long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder root)
    {
        root.MapGet("/health", () => JsonAnswer.Ok(new HealthAnswer("alive"), ApiJson.Default.HealthAnswer)).ForAnyone();
        root.MapGet("/ready", ReadyAsync).ForAnyone();
    }

    private static async Task<IResult> ReadyAsync(
        IRetailDatabase database, LedgerClient ledger, TimeProvider time, CancellationToken cancel)
    {
        Task<string?>[] checks =
        [
            CheckAsync("database", database.PingAsync(cancel), time, cancel),
            .. ledger.All.Select((partition, i) => CheckAsync($"partition {i}", partition.StatusAsync().AsTask(), time, cancel)),
        ];
        string[] missing = [.. (await Task.WhenAll(checks)).OfType<string>()];
        return missing.Length == 0
            ? JsonAnswer.Ok(new HealthAnswer("ready"), ApiJson.Default.HealthAnswer)
            : new Problem(StatusCodes.Status503ServiceUnavailable, $"Missing: {string.Join(", ", missing)}.") { Missing = missing };
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
