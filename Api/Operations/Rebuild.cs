using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Operations;

namespace RetailGrains.Api.Operations;

/// <summary>The progress of the running or the last rebuild of the projections.</summary>
/// <param name="Running">Whether a rebuild is running.</param>
/// <param name="Generation">The generation of the projections that is served.</param>
/// <param name="Replayed">Number of ledger entries replayed so far.</param>
/// <param name="Total">Number of ledger entries when the rebuild started.</param>
/// <param name="StartedAt">When it started, in UTC; null when none has run.</param>
/// <param name="FinishedAt">When it finished, in UTC; null while it runs.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
internal sealed record RebuildAnswer(
    bool Running, int Generation, long Replayed, long Total, DateTime? StartedAt, DateTime? FinishedAt, string? Error)
{
    public static RebuildAnswer Of(RebuildStatus status) => new(
        status.Running, status.Generation, status.Replayed, status.Total, status.StartedAt, status.FinishedAt, status.Error);
}

/// <summary><c>/admin/projections/rebuild</c>: replays the ledger into new projection tables.</summary>
internal static class Rebuild
{
    private const string Path = "/admin/projections/rebuild";

    public static void MapRebuild(this IEndpointRouteBuilder api)
    {
        api.MapPost(Path, PostAsync).ForOperators().LimitBody().Describe(
            new Operation("rebuildProjections", Tags.Operations, "Replay the ledger into new projection tables")
                .Answers(202, "Started.", Examples.Rebuild, ApiJson.Default.RebuildAnswer, "Location")
                .Refuses(413, 503));
        api.MapGet(Path, GetAsync).ForOperators().Describe(
            new Operation("getRebuild", Tags.Operations, "Progress of the rebuild")
                .Answers(200, "The running or the last rebuild.", Examples.Rebuild, ApiJson.Default.RebuildAnswer)
                .Refuses(503));
    }

    private static Task<IResult> PostAsync(
        HttpContext http, IGrainFactory grains, Retry retry, AuditTrail auditTrail, CancellationToken cancel) =>
        auditTrail.RunAsync(http, "projections.rebuild", "projections", detail: null, () => StartAsync(grains, retry, cancel));

    private static async Task<IResult> StartAsync(IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        // Starting is idempotent: a running rebuild is not started again.
        RebuildStatus status = await retry.ReadAsync(grains.GetGrain<IRebuildGrain>(0).StartAsync, cancel);
        return new JsonAnswer<RebuildAnswer>(
            StatusCodes.Status202Accepted, RebuildAnswer.Of(status), ApiJson.Default.RebuildAnswer)
        {
            Location = Routes.Base + Path,
        };
    }

    private static async Task<IResult> GetAsync(IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        RebuildStatus status = await retry.ReadAsync(grains.GetGrain<IRebuildGrain>(0).StatusAsync, cancel);
        return JsonAnswer.Ok(RebuildAnswer.Of(status), ApiJson.Default.RebuildAnswer);
    }
}
