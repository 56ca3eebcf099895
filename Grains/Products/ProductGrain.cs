using Orleans.Placement;
using RetailGrains.Figures;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Membership;

namespace RetailGrains.Products;

[FigurePlacement, Immovable]
internal sealed class ProductGrain(FigureServices services, ICatalogueStore catalogue)
    : FigureGrain(EntityKind.Product, services), IProductGrain
{
    private readonly CatalogueEntryCache<ProductDescription> _description = new(catalogue.ProductAsync, catalogue.PutProductAsync);

    public async ValueTask<ProductView?> GetAsync()
    {
        ProductDescription? description = await _description.GetAsync(Id);
        EntityFigures figures = await FiguresAsync();
        return IsKnown(figures, description) ? new ProductView(description, figures) : null;
    }

    public Task DescribeAsync(ProductDescription description) =>
        Services.Guard.RunAsync<IProductGrain>(nameof(DescribeAsync), Id, () => _description.PutAsync(Id, description));
}
