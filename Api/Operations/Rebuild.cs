using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Operations;

namespace RetailGrains.Api.Operations;

/// <summary>How far the rebuild of the projections is.</summary>
/// <param name="Running">A rebuild is under way.</param>
/// <param name="Generation">The generation of the projections that is served.</param>
/// <param name="Replayed">Entries replayed so far by the running or the last rebuild.</param>
/// <param name="Total">Entries that were in the ledger when it began.</param>
/// <param name="StartedAt">UTC; null when none ran since the process began.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="Error">Why the last one failed.</param>
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
            new Operation("getRebuild", Tags.Operations, "How far the rebuild is")
                .Answers(200, "The running or the last one.", Examples.Rebuild, ApiJson.Default.RebuildAnswer)
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
