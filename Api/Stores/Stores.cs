using RetailGrains.Api.Description;
using RetailGrains.Api.Export;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Json;
using RetailGrains.Figures;
using RetailGrains.Stores;

namespace RetailGrains.Api.Stores;

/// <summary><c>/stores</c>: the list, and for each store its figures, its sales and its catalogue entry.</summary>
internal static class StoresEndpoints
{
    public static void MapStores(this IEndpointRouteBuilder api) => new EntityEndpoints<IStoreGrain, StoreView, StoreAnswer>
    {
        Kind = EntityKind.Store,
        Path = "/stores",
        Tag = Tags.Stores,
        Word = "store",
        ExampleId = "United Kingdom",
        Example = Examples.Store,
        ExamplePage = Examples.Stores,
        AnswerType = ApiJson.Default.StoreAnswer,
        PageType = ApiJson.Default.EntityPageAnswerStoreAnswer,
        AnswerOfView = (id, store, shown) => StoreAnswer.Of(id, store, shown),
        FiguresOf = store => store.Figures,
        AnswerOfRow = StoreAnswer.Of,
        ReadAsync = store => store.GetAsync(),
        DescribeAsync = (store, entry) => store.DescribeAsync(CatalogueReader.Store(entry)),
        Fields = CatalogueFields.Store,
        EntrySchema = RequestSchemas.StoreOf,
        ExampleEntry = """{"name": "London", "timeZone": "Europe/London", "currency": "GBP"}""",
        Export = ExportShapes.OfItems(
            "stores",
            ApiJson.Default.StoreAnswer,
            [
                ExportColumns.Text<StoreAnswer>("storeId", store => store.StoreId),
                ExportColumns.Text<StoreAnswer>("name", store => store.Name),
                ExportColumns.Text<StoreAnswer>("timeZone", store => store.TimeZone),
                ExportColumns.Text<StoreAnswer>("country", store => store.Country),
                ExportColumns.Text<StoreAnswer>("currency", store => store.Currency),
                .. ExportColumns.Totals<StoreAnswer>(store => store.Totals),
            ]),
        ExampleExport = "storeId,name,timeZone,country,currency,totals.currency,totals.netRevenue\r\n",
    }.Map(api);
}
