using Orleans.Placement;
using RetailGrains.Figures;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Membership;
using RetailGrains.Tracing;

namespace RetailGrains.Products;

[FigurePlacement, Immovable]
internal sealed class ProductGrain(FigureServices services, ICatalogueStore catalogue)
    : FigureGrain(EntityKind.Product, services), IProductGrain
{
    private readonly CatalogueEntryCache<ProductDescription> _description = new(catalogue.ProductAsync, catalogue.PutProductAsync);

    public ValueTask<ProductView?> GetAsync() =>
        Spans.CallAsync(nameof(IProductGrain), nameof(GetAsync), this, static grain => grain.ViewAsync());

    public Task DescribeAsync(ProductDescription description) =>
        Services.Guard.RunAsync<IProductGrain>(nameof(DescribeAsync), Id, () => _description.PutAsync(Id, description));

    private async ValueTask<ProductView?> ViewAsync()
    {
        ProductDescription? description = await _description.GetAsync(Id);
        EntityFigures figures = await FiguresAsync();
        return IsKnown(figures, description) ? new ProductView(description, figures) : null;
    }
}
