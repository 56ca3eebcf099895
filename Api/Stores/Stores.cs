using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Caching;
using RetailGrains.Api.Description;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Walks;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Stores;

namespace RetailGrains.Api.Stores;

/// <summary><c>/stores</c>: the list, and for each store its figures, its sales and its catalogue entry.</summary>
internal static class StoresEndpoints
{
    public static void MapStores(this IEndpointRouteBuilder api)
    {
        api.MapGet("/stores", ListAsync).ForViewers().ForAllStores().WaitAtLeast(Reach.Saved).Describe(
            new Operation("listStores", Tags.Stores, "Stores, ranked")
                .With(EntityLists.Parameters)
                .AnswersFigures("A page.", Examples.Stores, ApiJson.Default.EntityPageAnswerStoreAnswer));
        api.MapGet("/stores/{id}", GetAsync).ForViewers().ForStoreInPath().WaitAtLeast(Reach.Delivered).Describe(
            new Operation("getStore", Tags.Stores, "A store and its figures")
                .Id("store", "United Kingdom")
                .AnswersFigures("The store.", Examples.Store, ApiJson.Default.StoreAnswer)
                .Refuses(404, "No transaction and no catalogue entry has this id."));
        api.MapGet("/stores/{id}/sales", SalesAsync).ForViewers().ForStoreInPath().WaitAtLeast(Reach.Delivered).Describe(
            new Operation("getStoreSales", Tags.Stores, "A store's figures by interval")
                .Id("store", "United Kingdom")
                .With(SalesQuery.Parameters)
                .AnswersFigures("Intervals with transactions, ascending.", Examples.Sales, ApiJson.Default.SalesAnswer)
                .Refuses(404, "No transaction and no catalogue entry has this id."));
        api.MapPut("/stores/{id}", PutAsync).ForOperators().LimitBody().Describe(
            new Operation("putStore", Tags.Stores, "Write a store's catalogue entry")
                .Id("store", "United Kingdom")
                .Takes("application/json", RequestSchemas.StoreOf, """{"name": "London", "timeZone": "Europe/London", "currency": "GBP"}""")
                .Answers(200, "The store with its entry as written.", Examples.Store, ApiJson.Default.StoreAnswer)
                .Refuses(400, 413, 415, 503));
    }

    private static Task<IResult> ListAsync(HttpRequest request, ListCache lists, ListWalks walks) =>
        EntityLists.AnswerAsync(
        request,
        EntityKind.Store,
        lists,
        walks,
        StoreAnswer.Of,
        ApiJson.Default.StoreAnswer,
        ApiJson.Default.EntityPageAnswerStoreAnswer);

    private static async Task<IResult> GetAsync(string id, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("store");
        StoreView? store = await retry.ReadAsync(grains.GetGrain<IStoreGrain>(id).GetAsync, cancel);
        return store is null
            ? Problem.NotFound("store")
            : new FigureAnswer<StoreAnswer>(StoreAnswer.Of(id, store), ApiJson.Default.StoreAnswer);
    }

    private static async Task<IResult> SalesAsync(string id, HttpRequest request, IGrainFactory grains, Retry retry)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("store");
        IStoreGrain store = grains.GetGrain<IStoreGrain>(id);
        return await EntitySales.AnswerAsync(request, store, async () => await store.GetAsync() is not null, "store", retry);
    }

    private static async Task<IResult> PutAsync(
        string id, HttpContext http, IGrainFactory grains, Retry retry, AuditTrail auditTrail, CancellationToken cancel)
    {
        (CatalogueEntry entry, Problem? problem) = await CatalogueReader.ReadAsync(http, id, CatalogueFields.Store);
        if (problem is not null) return problem;
        IStoreGrain store = grains.GetGrain<IStoreGrain>(id);
        return await auditTrail.RunAsync(http, "store.put", id, entry.Given, () => WriteAsync(id, store, entry, retry, cancel));
    }

    private static async Task<IResult> WriteAsync(
        string id, IStoreGrain store, CatalogueEntry entry, Retry retry, CancellationToken cancel)
    {
        // The write replaces the whole entry, so it may be retried.
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
