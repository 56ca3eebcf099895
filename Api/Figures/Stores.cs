using RetailGrains.Access;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Stores;

namespace RetailGrains.Api.Figures;

/// <summary><c>/stores</c>: the list, one with its figures, its sales, and its catalogue entry.</summary>
internal static class StoresEndpoints
{
    public static void MapStores(this IEndpointRouteBuilder api)
    {
        api.MapGet("/stores", ListAsync).ForViewers().WaitAtLeast(Reach.Saved);
        api.MapGet("/stores/{id}", GetAsync).ForViewers().WaitAtLeast(Reach.Delivered);
        api.MapGet("/stores/{id}/sales", SalesAsync).ForViewers().WaitAtLeast(Reach.Delivered);
        api.MapPut("/stores/{id}", PutAsync).ForOperators().LimitBody();
    }

    private static Task<IResult> ListAsync(HttpRequest request, IProjectionStore projections) =>
        EntityLists.AnswerAsync(request, EntityKind.Store, projections, StoreAnswer.Of, ApiJson.Default.EntityPageAnswerStoreAnswer);

    private static async Task<IResult> GetAsync(string id, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        if (TransactionRules.Id(id) is not null) return Problem.NotFound("store");
        StoreView? store = await retry.ReadAsync(grains.GetGrain<IStoreGrain>(id).GetAsync, cancel);
        return store is null
            ? Problem.NotFound("store")
            : new FigureAnswer<StoreAnswer>(StoreAnswer.Of(id, store), ApiJson.Default.StoreAnswer);
    }

    private static async Task<IResult> SalesAsync(string id, HttpRequest request, IGrainFactory grains, Retry retry)
    {
        if (TransactionRules.Id(id) is not null) return Problem.NotFound("store");
        IStoreGrain store = grains.GetGrain<IStoreGrain>(id);
        return await EntitySales.AnswerAsync(request, store, async () => await store.GetAsync() is not null, "store", retry);
    }

    private static async Task<IResult> PutAsync(
        string id, HttpContext http, IGrainFactory grains, Retry retry, Auditing auditing, CancellationToken cancel)
    {
        (CatalogueEntry entry, Problem? problem) = await CatalogueReader.ReadAsync(http, id, CatalogueFields.Store);
        if (problem is not null) return problem;
        IStoreGrain store = grains.GetGrain<IStoreGrain>(id);
        return await auditing.RunAsync(http, "store.put", id, entry.Given, () => WriteAsync(id, store, entry, retry, cancel));
    }

    private static async Task<IResult> WriteAsync(
        string id, IStoreGrain store, CatalogueEntry entry, Retry retry, CancellationToken cancel)
    {
        // An entry is written whole, so writing it twice is writing it once.
        StoreView? written = await retry.ReadAsync(
            async () =>
            {
                await store.DescribeAsync(CatalogueReader.Store(entry));
                return await store.GetAsync();
            },
            cancel);
        return JsonAnswer.Ok(StoreAnswer.Of(id, written!), ApiJson.Default.StoreAnswer);
    }
}
