using RetailGrains.Api.Answers;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Figures;

/// <summary>
/// The request header <c>Retail-At-Least: 3-18211</c>: the figures must include the entry at that position. A caller that sends the
/// position of its write reads its own write.
/// </summary>
internal static class AtLeast
{
    public const string Header = "Retail-At-Least";

    /// <summary>Makes the endpoints wait for the position, if the request has one.</summary>
    /// <param name="endpoints">Endpoints that answer figures.</param>
    /// <param name="stage">Delivered for figures from grains, saved for figures from the projection tables.</param>
    public static TBuilder WaitAtLeast<TBuilder>(this TBuilder endpoints, EntryStage stage)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(async (context, next) =>
            await WaitAsync(context.HttpContext, stage) is { } problem ? problem : await next(context));

    private static async ValueTask<Problem?> WaitAsync(HttpContext http, EntryStage stage)
    {
        string? text = http.Request.Headers[Header];
        if (text is null) return null;
        LedgerClient ledger = http.RequestServices.GetRequiredService<LedgerClient>();
        if (!Position.TryParse(text, out Position position) || position.Partition >= ledger.Partitions)
            return Problem.BadInput(Header, "must be a position of this ledger such as 3-18211");
        ReadYourWrites readYourWrites = http.RequestServices.GetRequiredService<ReadYourWrites>();
        return await readYourWrites.WaitForAsync(position, stage, http.RequestAborted)
            ? null
            : Problem.Unavailable($"The figures do not include {position} yet; retry.");
    }
}
