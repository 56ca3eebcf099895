using RetailGrains.Api.Description;
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
    }.Map(api);
}
