using RetailGrains.Api.Description;
using RetailGrains.Api.Export;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Json;
using RetailGrains.Figures;
using RetailGrains.Products;

namespace RetailGrains.Api.Products;

/// <summary><c>/products</c>: the list, and for each product its figures, its sales and its catalogue entry.</summary>
internal static class ProductsEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder api) => new EntityEndpoints<IProductGrain, ProductView, ProductAnswer>
    {
        Kind = EntityKind.Product,
        Path = "/products",
        Tag = Tags.Products,
        Word = "product",
        ExampleId = "85123A",
        Example = Examples.Product,
        ExamplePage = Examples.Products,
        AnswerType = ApiJson.Default.ProductAnswer,
        PageType = ApiJson.Default.EntityPageAnswerProductAnswer,
        AnswerOfView = (id, product, shown) => ProductAnswer.Of(id, product, shown),
        FiguresOf = product => product.Figures,
        AnswerOfRow = ProductAnswer.Of,
        ReadAsync = product => product.GetAsync(),
        DescribeAsync = (product, entry) => product.DescribeAsync(CatalogueReader.Product(entry)),
        Fields = CatalogueFields.Product,
        EntrySchema = RequestSchemas.ProductOf,
        ExampleEntry = """{"name": "T-light holder", "category": "Lights", "price": 2.55}""",
        Export = ExportShapes.OfItems(
            "products",
            ApiJson.Default.ProductAnswer,
            [
                ExportColumns.Text<ProductAnswer>("productId", product => product.ProductId),
                ExportColumns.Text<ProductAnswer>("name", product => product.Name),
                ExportColumns.Text<ProductAnswer>("category", product => product.Category),
                ExportColumns.Number<ProductAnswer>("price", product => product.Price),
                .. ExportColumns.Totals<ProductAnswer>(product => product.Totals),
            ]),
        ExampleExport = "productId,name,category,price,totals.currency,totals.netRevenue\r\n",
    }.Map(api);
}
