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
using RetailGrains.Products;

namespace RetailGrains.Api.Products;

/// <summary><c>/products</c>: the list, and for each product its figures, its sales and its catalogue entry.</summary>
internal static class ProductsEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder api)
    {
        api.MapGet("/products", ListAsync).ForViewers().ForAllStores().WaitAtLeast(Reach.Saved).Describe(
            new Operation("listProducts", Tags.Products, "Products, ranked")
                .With(EntityLists.Parameters)
                .AnswersFigures("A page.", Examples.Products, ApiJson.Default.EntityPageAnswerProductAnswer));
        api.MapGet("/products/{id}", GetAsync).ForViewers().ForAllStores().WaitAtLeast(Reach.Delivered).Describe(
            new Operation("getProduct", Tags.Products, "A product and its figures")
                .Id("product", "85123A")
                .AnswersFigures("The product.", Examples.Product, ApiJson.Default.ProductAnswer)
                .Refuses(404, "No transaction and no catalogue entry has this id."));
        api.MapGet("/products/{id}/sales", SalesAsync).ForViewers().ForAllStores().WaitAtLeast(Reach.Delivered).Describe(
            new Operation("getProductSales", Tags.Products, "A product's figures by interval")
                .Id("product", "85123A")
                .With(SalesQuery.Parameters)
                .AnswersFigures("Intervals with transactions, ascending.", Examples.Sales, ApiJson.Default.SalesAnswer)
                .Refuses(404, "No transaction and no catalogue entry has this id."));
        api.MapPut("/products/{id}", PutAsync).ForOperators().LimitBody().Describe(
            new Operation("putProduct", Tags.Products, "Write a product's catalogue entry")
                .Id("product", "85123A")
                .Takes("application/json", RequestSchemas.ProductOf, """{"name": "T-light holder", "category": "Lights", "price": 2.55}""")
                .Answers(200, "The product with its entry as written.", Examples.Product, ApiJson.Default.ProductAnswer)
                .Refuses(400, 413, 415, 503));
    }

    private static Task<IResult> ListAsync(HttpRequest request, ListCache lists, ListWalks walks) =>
        EntityLists.AnswerAsync(
        request,
        EntityKind.Product,
        lists,
        walks,
        ProductAnswer.Of,
        ApiJson.Default.ProductAnswer,
        ApiJson.Default.EntityPageAnswerProductAnswer);

    private static async Task<IResult> GetAsync(string id, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("product");
        ProductView? product = await retry.ReadAsync(grains.GetGrain<IProductGrain>(id).GetAsync, cancel);
        return product is null
            ? Problem.NotFound("product")
            : new FigureAnswer<ProductAnswer>(ProductAnswer.Of(id, product), ApiJson.Default.ProductAnswer);
    }

    private static async Task<IResult> SalesAsync(string id, HttpRequest request, IGrainFactory grains, Retry retry)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("product");
        IProductGrain product = grains.GetGrain<IProductGrain>(id);
        return await EntitySales.AnswerAsync(request, product, async () => await product.GetAsync() is not null, "product", retry);
    }

    private static async Task<IResult> PutAsync(
        string id, HttpContext http, IGrainFactory grains, Retry retry, AuditTrail auditTrail, CancellationToken cancel)
    {
        (CatalogueEntry entry, Problem? problem) = await CatalogueReader.ReadAsync(http, id, CatalogueFields.Product);
        if (problem is not null) return problem;
        IProductGrain product = grains.GetGrain<IProductGrain>(id);
        return await auditTrail.RunAsync(http, "product.put", id, entry.Given, () => WriteAsync(id, product, entry, retry, cancel));
    }

    private static async Task<IResult> WriteAsync(
        string id, IProductGrain product, CatalogueEntry entry, Retry retry, CancellationToken cancel)
    {
        // The write replaces the whole entry, so it may be retried.
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
