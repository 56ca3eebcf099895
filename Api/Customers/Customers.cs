using RetailGrains.Api.Description;
using RetailGrains.Api.Export;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Json;
using RetailGrains.Customers;
using RetailGrains.Figures;

namespace RetailGrains.Api.Customers;

/// <summary><c>/customers</c>: the list, and for each customer its figures, its sales and its catalogue entry.</summary>
internal static class CustomersEndpoints
{
    public static void MapCustomers(this IEndpointRouteBuilder api)
    {
        api.MapEntities();
        api.MapExportCustomer();
        api.MapEraseCustomer();
    }

    private static void MapEntities(this IEndpointRouteBuilder api) => new EntityEndpoints<ICustomerGrain, CustomerView, CustomerAnswer>
    {
        Kind = EntityKind.Customer,
        Path = "/customers",
        Tag = Tags.Customers,
        Word = "customer",
        ExampleId = "17850",
        Example = Examples.Customer,
        ExamplePage = Examples.Customers,
        AnswerType = ApiJson.Default.CustomerAnswer,
        PageType = ApiJson.Default.EntityPageAnswerCustomerAnswer,
        AnswerOfView = (id, customer, shown) => CustomerAnswer.Of(id, customer, shown),
        FiguresOf = customer => customer.Figures,
        AnswerOfRow = CustomerAnswer.Of,
        ReadAsync = customer => customer.GetAsync(),
        DescribeAsync = (customer, entry) => customer.DescribeAsync(CatalogueReader.Customer(entry)),
        Fields = CatalogueFields.Customer,
        EntrySchema = RequestSchemas.CustomerOf,
        ExampleEntry = """{"name": "Ada", "country": "GB"}""",
        Export = ExportShapes.OfItems(
            "customers",
            ApiJson.Default.CustomerAnswer,
            [
                ExportColumns.Text<CustomerAnswer>("customerId", customer => customer.CustomerId),
                ExportColumns.Text<CustomerAnswer>("name", customer => customer.Name),
                ExportColumns.Text<CustomerAnswer>("country", customer => customer.Country),
                .. ExportColumns.Totals<CustomerAnswer>(customer => customer.Totals),
            ]),
        ExampleExport = "customerId,name,country,totals.currency,totals.netRevenue\r\n",
    }.Map(api);
}
