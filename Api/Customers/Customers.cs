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
using RetailGrains.Customers;
using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Customers;

/// <summary><c>/customers</c>: the list, and for each customer its figures, its sales and its catalogue entry.</summary>
internal static class CustomersEndpoints
{
    public static void MapCustomers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/customers", ListAsync).ForViewers().ForAllStores().WaitAtLeast(Reach.Saved).Describe(
            new Operation("listCustomers", Tags.Customers, "Customers, ranked")
                .With(EntityLists.Parameters)
                .AnswersFigures("A page.", Examples.Customers, ApiJson.Default.EntityPageAnswerCustomerAnswer));
        api.MapGet("/customers/{id}", GetAsync).ForViewers().ForAllStores().WaitAtLeast(Reach.Delivered).Describe(
            new Operation("getCustomer", Tags.Customers, "A customer and its figures")
                .Id("customer", "17850")
                .AnswersFigures("The customer.", Examples.Customer, ApiJson.Default.CustomerAnswer)
                .Refuses(404, "No transaction and no catalogue entry has this id."));
        api.MapGet("/customers/{id}/sales", SalesAsync).ForViewers().ForAllStores().WaitAtLeast(Reach.Delivered).Describe(
            new Operation("getCustomerSales", Tags.Customers, "A customer's figures by interval")
                .Id("customer", "17850")
                .With(SalesQuery.Parameters)
                .AnswersFigures("Intervals with transactions, ascending.", Examples.Sales, ApiJson.Default.SalesAnswer)
                .Refuses(404, "No transaction and no catalogue entry has this id."));
        api.MapPut("/customers/{id}", PutAsync).ForOperators().LimitBody().Describe(
            new Operation("putCustomer", Tags.Customers, "Write a customer's catalogue entry")
                .Id("customer", "17850")
                .Takes("application/json", RequestSchemas.CustomerOf, """{"name": "Ada", "country": "GB"}""")
                .Answers(200, "The customer with its catalogue entry.", Examples.Customer, ApiJson.Default.CustomerAnswer)
                .Refuses(400, 413, 415, 503));
    }

    private static Task<IResult> ListAsync(HttpRequest request, ListCache lists, ListWalks walks) =>
        EntityLists.AnswerAsync(
        request,
        EntityKind.Customer,
        lists,
        walks,
        CustomerAnswer.Of,
        ApiJson.Default.CustomerAnswer,
        ApiJson.Default.EntityPageAnswerCustomerAnswer);

    private static async Task<IResult> GetAsync(string id, IGrainFactory grains, Retry retry, CancellationToken cancel)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("customer");
        CustomerView? customer = await retry.ReadAsync(grains.GetGrain<ICustomerGrain>(id).GetAsync, cancel);
        return customer is null
            ? Problem.NotFound("customer")
            : new FigureAnswer<CustomerAnswer>(CustomerAnswer.Of(id, customer), ApiJson.Default.CustomerAnswer);
    }

    private static async Task<IResult> SalesAsync(string id, HttpRequest request, IGrainFactory grains, Retry retry)
    {
        if (TransactionRules.RecordedId(id) is not null) return Problem.NotFound("customer");
        ICustomerGrain customer = grains.GetGrain<ICustomerGrain>(id);
        return await EntitySales.AnswerAsync(request, customer, async () => await customer.GetAsync() is not null, "customer", retry);
    }

    private static async Task<IResult> PutAsync(
        string id, HttpContext http, IGrainFactory grains, Retry retry, AuditTrail auditTrail, CancellationToken cancel)
    {
        (CatalogueEntry entry, Problem? problem) = await CatalogueReader.ReadAsync(http, id, CatalogueFields.Customer);
        if (problem is not null) return problem;
        ICustomerGrain customer = grains.GetGrain<ICustomerGrain>(id);
        return await auditTrail.RunAsync(http, "customer.put", id, entry.Given, () => WriteAsync(id, customer, entry, retry, cancel));
    }

    private static async Task<IResult> WriteAsync(
        string id, ICustomerGrain customer, CatalogueEntry entry, Retry retry, CancellationToken cancel)
    {
        // The write replaces the whole entry, so it may be retried.
        CustomerView? written = await retry.ReadAsync(
            async () =>
            {
                await customer.DescribeAsync(CatalogueReader.Customer(entry));
                return await customer.GetAsync();
            },
            cancel);
        return JsonAnswer.Ok(CustomerAnswer.Of(id, written!), ApiJson.Default.CustomerAnswer);
    }
}
