using RetailGrains.Access;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Operations;

namespace RetailGrains.Api.Operations;

/// <summary>How far the rebuild of the projections is.</summary>
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
        api.MapPost(Path, PostAsync).ForOperators();
        api.MapGet(Path, GetAsync).ForOperators();
    }

    private static Task<IResult> PostAsync(
        HttpContext http, IGrainFactory grains, Retry retry, Auditing auditing, CancellationToken cancel) =>
        auditing.RunAsync(http, "projections.rebuild", "projections", detail: null, () => StartAsync(grains, retry, cancel));

    private static async Task<IResult> StartAsync(IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        // One that is under way is not begun again, so asking twice is asking once.
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
