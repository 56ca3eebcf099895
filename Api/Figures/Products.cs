using RetailGrains.Access;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Http;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Figures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Products;

namespace RetailGrains.Api.Figures;

/// <summary><c>/products</c>: the list, one with its figures, its sales, and its catalogue entry.</summary>
internal static class ProductsEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder api)
    {
        api.MapGet("/products", ListAsync).ForViewers().WaitAtLeast(Reach.Saved);
        api.MapGet("/products/{id}", GetAsync).ForViewers().WaitAtLeast(Reach.Delivered);
        api.MapGet("/products/{id}/sales", SalesAsync).ForViewers().WaitAtLeast(Reach.Delivered);
        api.MapPut("/products/{id}", PutAsync).ForOperators().LimitBody();
    }

    private static Task<IResult> ListAsync(HttpRequest request, IProjectionStore projections) =>
        EntityLists.AnswerAsync(request, EntityKind.Product, projections, ProductAnswer.Of, ApiJson.Default.EntityPageAnswerProductAnswer);

    private static async Task<IResult> GetAsync(string id, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        if (TransactionRules.Id(id) is not null) return Problem.NotFound("product");
        ProductView? product = await retry.ReadAsync(grains.GetGrain<IProductGrain>(id).GetAsync, cancel);
        return product is null
            ? Problem.NotFound("product")
            : new FigureAnswer<ProductAnswer>(ProductAnswer.Of(id, product), ApiJson.Default.ProductAnswer);
    }

    private static async Task<IResult> SalesAsync(string id, HttpRequest request, IGrainFactory grains, Retry retry)
    {
        if (TransactionRules.Id(id) is not null) return Problem.NotFound("product");
        IProductGrain product = grains.GetGrain<IProductGrain>(id);
        return await EntitySales.AnswerAsync(request, product, async () => await product.GetAsync() is not null, "product", retry);
    }

    private static async Task<IResult> PutAsync(
        string id, HttpContext http, IGrainFactory grains, Retry retry, Auditing auditing, CancellationToken cancel)
    {
        (CatalogueEntry entry, Problem? problem) = await CatalogueReader.ReadAsync(http, id, CatalogueFields.Product);
        if (problem is not null) return problem;
        IProductGrain product = grains.GetGrain<IProductGrain>(id);
        return await auditing.RunAsync(http, "product.put", id, entry.Given, () => WriteAsync(id, product, entry, retry, cancel));
    }

    private static async Task<IResult> WriteAsync(
        string id, IProductGrain product, CatalogueEntry entry, Retry retry, CancellationToken cancel)
    {
        // An entry is written whole, so writing it twice is writing it once.
        ProductView? written = await retry.ReadAsync(
            async () =>
            {
                await product.DescribeAsync(CatalogueReader.Product(entry));
                return await product.GetAsync();
            },
            cancel);
        return JsonAnswer.Ok(ProductAnswer.Of(id, written!), ApiJson.Default.ProductAnswer);
    }
}
