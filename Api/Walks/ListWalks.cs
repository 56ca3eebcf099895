using RetailGrains.Api.Answers;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Walks;

namespace RetailGrains.Api.Walks;

/// <summary>A page of a walk, or the reason why there is none.</summary>
/// <param name="Page">The rows, with current figures.</param>
/// <param name="Step">The place where the page begins.</param>
/// <param name="Size">The number of entities in the walk.</param>
/// <param name="Refusal">The problem with the cursor.</param>
internal sealed record WalkPage(EntityPage? Page, WalkStep? Step, int Size, string? Refusal)
{
    public static WalkPage Refused(string refusal) => new(null, null, 0, refusal);

    /// <summary>The place where the next page begins when this one shows the given number of rows; null at the end.</summary>
    public WalkStep? Next(int shown) =>
        shown > 0 && Step!.From + shown < Size ? Step with { From = Step.From + shown } : null;
}

/// <summary>Answers the pages of a walk after the first one.</summary>
internal sealed class ListWalks(IProjectionStore projections, IWalkStore walks, QueryGate queries, Retry retry, TimeProvider time)
{
    /// <summary>The maximum number of entities in a ranking that can be walked; longer lists can be read by id.</summary>
    private const int MaxIds = 1_000_000;

    private const string Expired = "has expired; start again without a cursor";
    private const string TooLong = "cannot continue: the list is too long to be paged in this order; sort by id";

    /// <summary>The page at a place, with at most the query's limit of rows.</summary>
    public Task<WalkPage> GetAsync(CallerKey caller, EntityQuery query, WalkPosition place, CancellationToken cancel) =>
        retry.QueryAsync(() => TryGetAsync(caller, query, place, cancel), cancel);

    private async Task<WalkPage> TryGetAsync(CallerKey caller, EntityQuery query, WalkPosition place, CancellationToken cancel)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (place is WalkStep step)
        {
            return await queries.RunAsync(caller, QueryCost.Page, token => FindAsync(query, step, now, token), cancel)
                ?? WalkPage.Refused(Expired);
        }

        var start = (WalkStart)place;
        var first = new WalkStep(Walk.IdOf(start.Cursor, now), From: 0);
        return await queries.RunAsync(caller, QueryCost.Page, token => FindAsync(query, first, now, token), cancel)
            // A walk sorts a whole list. A process sorts one at a time, and a caller that waited for the same walk finds it done.
            ?? await queries.RunAsync(
                caller,
                QueryCost.WholeList,
                async token => await FindAsync(query, first, now, token) ?? await BeginAsync(query, start, first, now, token),
                cancel);
    }

    /// <summary>Null when the walk does not exist.</summary>
    private async Task<WalkPage?> FindAsync(EntityQuery query, WalkStep step, DateTime now, CancellationToken cancel) =>
        await walks.ReadAsync(step.Walk, step.From, query.Limit, now, cancel) is { } part
            ? await PageAsync(query, step, part, cancel)
            : null;

    private async Task<WalkPage> BeginAsync(EntityQuery query, WalkStart start, WalkStep first, DateTime now, CancellationToken cancel)
    {
        IReadOnlyList<string> all = await projections.ListIdsAsync(query, MaxIds + 1, cancel);
        if (all.Count > MaxIds) return WalkPage.Refused(TooLong);
        WalkPart? part = await SaveAsync(first.Walk, Walk.Rest(all, start.Shown), query.Limit, now, cancel);
        return part is null ? WalkPage.Refused(Expired) : await PageAsync(query, first, part, cancel);
    }

    /// <summary>Fixes the order of the following pages. If one page holds everything, there are none.</summary>
    private async Task<WalkPart?> SaveAsync(Guid walk, List<string> rest, int limit, DateTime now, CancellationToken cancel)
    {
        if (rest.Count <= limit) return new WalkPart(rest.Count, rest);
        await walks.WriteAsync(walk, rest, WalkBounds.Standard, now, cancel);
        // If another process was first, its order counts.
        return await walks.ReadAsync(walk, 0, limit, now, cancel);
    }

    private async Task<WalkPage> PageAsync(EntityQuery query, WalkStep step, WalkPart part, CancellationToken cancel) =>
        new(await projections.ListAsync(query.Kind, part.Ids, query.Currency, cancel), step, part.Size, null);
}
