using RetailGrains.Api.Http;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Walks;

namespace RetailGrains.Api.Walks;

/// <summary>A page of a walk, or why there is none.</summary>
/// <param name="Page">The rows, with the figures of now.</param>
/// <param name="Next">Where the page after it begins; null at the end.</param>
/// <param name="Refusal">What is wrong with the cursor.</param>
internal readonly record struct WalkPage(EntityPage? Page, WalkStep? Next, string? Refusal);

/// <summary>Answers the pages of walks behind the first.</summary>
internal sealed class ListWalks(IProjectionStore projections, IWalkStore walks, Retry retry, TimeProvider time) : IDisposable
{
    /// <summary>More entities than this are not ranked to be read one after the other; sorted by id they can be.</summary>
    private const int MaxIds = 1_000_000;

    private const string Expired = "belongs to a walk that has expired; begin again without a cursor";
    private const string TooLong = "cannot go on: the list is too long to be read in this order; sort by id";

    /// <summary>A walk sorts a whole list: a process does one at a time, and whoever waits for the same one finds it done.</summary>
    private readonly SemaphoreSlim _beginning = new(1);

    /// <summary>The page at a place, of at most the query's limit.</summary>
    public Task<WalkPage> GetAsync(EntityQuery query, WalkPlace place, CancellationToken cancel) =>
        retry.QueryAsync(() => TryGetAsync(query, place, cancel), cancel);

    public void Dispose() => _beginning.Dispose();

    private async Task<WalkPage> TryGetAsync(EntityQuery query, WalkPlace place, CancellationToken cancel)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (place is WalkStart start) return await BeginAsync(query, start, now, cancel);
        var step = (WalkStep)place;
        WalkPart? part = await walks.ReadAsync(step.Walk, step.From, query.Limit, now, cancel);
        return part is null ? new WalkPage(null, null, Expired) : await PageAsync(query, step, part, cancel);
    }

    private async Task<WalkPage> BeginAsync(EntityQuery query, WalkStart start, DateTime now, CancellationToken cancel)
    {
        var first = new WalkStep(Walk.IdOf(start.Cursor, now), From: 0);
        if (await walks.ReadAsync(first.Walk, first.From, query.Limit, now, cancel) is { } known)
            return await PageAsync(query, first, known, cancel);
        await _beginning.WaitAsync(cancel);
        try
        {
            WalkPart? part = await walks.ReadAsync(first.Walk, first.From, query.Limit, now, cancel);
            if (part is null)
            {
                IReadOnlyList<string> all = await projections.ListIdsAsync(query, MaxIds + 1, cancel);
                if (all.Count > MaxIds) return new WalkPage(null, null, TooLong);
                part = await FixAsync(first.Walk, Walk.Rest(all, start.Shown), query.Limit, now, cancel);
            }

            return part is null ? new WalkPage(null, null, Expired) : await PageAsync(query, first, part, cancel);
        }
        finally
        {
            _beginning.Release();
        }
    }

    /// <summary>Fixes the order of the pages to come. Of what fits into one page there is none to come.</summary>
    private async Task<WalkPart?> FixAsync(Guid walk, List<string> rest, int limit, DateTime now, CancellationToken cancel)
    {
        if (rest.Count <= limit) return new WalkPart(rest.Count, rest);
        await walks.WriteAsync(walk, rest, WalkBounds.Standard, now, cancel);
        // Another process may have been first: its order counts.
        return await walks.ReadAsync(walk, 0, limit, now, cancel);
    }

    private async Task<WalkPage> PageAsync(EntityQuery query, WalkStep step, WalkPart part, CancellationToken cancel)
    {
        EntityPage page = await projections.ListAsync(query.Kind, part.Ids, cancel);
        int next = step.From + part.Ids.Count;
        return new WalkPage(page, part.Ids.Count > 0 && next < part.Size ? step with { From = next } : null, null);
    }
}
