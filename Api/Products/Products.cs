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
        api.MapGet("/products", ListAsync).ForViewers().WaitAtLeast(Reach.Saved).Describe(
            new Operation("listProducts", Tags.Products, "Products, ranked")
                .With(EntityLists.Parameters)
                .AnswersFigures("A page.", Examples.Products, ApiJson.Default.EntityPageAnswerProductAnswer));
        api.MapGet("/products/{id}", GetAsync).ForViewers().WaitAtLeast(Reach.Delivered).Describe(
            new Operation("getProduct", Tags.Products, "A product and its figures")
                .Id("product", "85123A")
                .With(CurrencyQuery.Parameters)
                .AnswersFigures("The product.", Examples.Product, ApiJson.Default.ProductAnswer)
                .Refuses(404, "No transaction and no catalogue entry has this id.")
                .Refuses(409, Refusals.NoRate));
        api.MapGet("/products/{id}/sales", SalesAsync).ForViewers().WaitAtLeast(Reach.Delivered).Describe(
            new Operation("getProductSales", Tags.Products, "A product's figures by interval")
                .Id("product", "85123A")
                .With(SalesQuery.Parameters)
                .AnswersFigures("Intervals with transactions, ascending.", Examples.Sales, ApiJson.Default.SalesAnswer)
                .Refuses(404, "No transaction and no catalogue entry has this id.")
                .Refuses(409, Refusals.NoRate));
        api.MapPut("/products/{id}", PutAsync).ForOperators().LimitBody().Describe(
            new Operation("putProduct", Tags.Products, "Write a product's catalogue entry")
                .Id("product", "85123A")
                .Takes("application/json", RequestSchemas.ProductOf, """{"name": "T-light holder", "category": "Lights", "price": 2.55}""")
                .Answers(200, "The product with its entry as written.", Examples.Product, ApiJson.Default.ProductAnswer)
                .Refuses(400, 413, 415, 503));
    }

    private static Task<IResult> ListAsync(HttpRequest request, ListCache lists, ListWalks walks, FigureCurrencies currencies) =>
        EntityLists.AnswerAsync(
        request,
        EntityKind.Product,
        lists,
        walks,
        currencies,
        ProductAnswer.Of,
        ApiJson.Default.ProductAnswer,
        ApiJson.Default.EntityPageAnswerProductAnswer);

    private static async Task<IResult> GetAsync(
        string id, HttpRequest request, IGrainFactory grains, FigureCurrencies currencies, Retry retry, CancellationToken cancel)
    {
        var query = new QueryReader(request.Query);
        CurrencyQuery asked = CurrencyQuery.Read(query);
        if (query.Problems.Any) return Problem.BadInput(query.Problems);
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("product");
        IProductGrain grain = grains.GetGrain<IProductGrain>(id);
        ProductView? product = await retry.ReadAsync(grain.GetAsync, cancel);
        if (product is null) return Problem.NotFound("product");
        ShownFigures<Totals> shown = await currencies.ShowAsync(
            product.Figures.Totals, async () => (await grain.FiguresAsync(withDays: true, null, null)).Days, asked, cancel);
        return (IResult?)shown.Problem
            ?? new FigureAnswer<ProductAnswer>(ProductAnswer.Of(id, product, shown.Figures), ApiJson.Default.ProductAnswer);
    }

    private static async Task<IResult> SalesAsync(
        string id, HttpRequest request, IGrainFactory grains, FigureCurrencies currencies, Retry retry)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("product");
        IProductGrain product = grains.GetGrain<IProductGrain>(id);
        return await EntitySales.AnswerAsync(request, product, async () => await product.GetAsync() is not null, "product", currencies, retry);
    }

    private static async Task<IResult> PutAsync(
        string id, HttpContext http, IGrainFactory grains, FigureCurrencies currencies, Retry retry, AuditTrail auditTrail, CancellationToken cancel)
    {
        (CatalogueEntry entry, Problem? problem) = await CatalogueReader.ReadAsync(http, id, CatalogueFields.Product);
        if (problem is not null) return problem;
        IProductGrain product = grains.GetGrain<IProductGrain>(id);
        return await auditTrail.RunAsync(http, "product.put", id, entry.Given, () => WriteAsync(id, product, entry, currencies, retry, cancel));
    }

    private static async Task<IResult> WriteAsync(
        string id, IProductGrain product, CatalogueEntry entry, FigureCurrencies currencies, Retry retry, CancellationToken cancel)
    {
        // The write replaces the whole entry, so it may be retried.
        ProductView? written = await retry.ReadAsync(
            async () =>
            {
                await product.DescribeAsync(CatalogueReader.Product(entry));
                return await product.GetAsync();
            },
            cancel);
        return JsonAnswer.Ok(ProductAnswer.Of(id, written!, currencies.Everything.Of(written!.Figures.Totals)), ApiJson.Default.ProductAnswer);
    }
}
