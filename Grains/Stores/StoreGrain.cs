using Orleans.Placement;
using RetailGrains.Figures;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Membership;
using RetailGrains.Tracing;

namespace RetailGrains.Stores;

[FigurePlacement, Immovable]
internal sealed class StoreGrain(FigureServices services, ICatalogueStore catalogue)
    : FigureGrain(EntityKind.Store, services), IStoreGrain
{
    private readonly CatalogueEntryCache<StoreDescription> _description = new(catalogue.StoreAsync, catalogue.PutStoreAsync);

    public ValueTask<StoreView?> GetAsync() =>
        Spans.CallAsync(nameof(IStoreGrain), nameof(GetAsync), this, static grain => grain.ViewAsync());

    public Task DescribeAsync(StoreDescription description) =>
        Services.Guard.RunAsync<IStoreGrain>(nameof(DescribeAsync), Id, async () =>
        {
            await _description.PutAsync(Id, description);
            await Task.WhenAll(Services.Ledger.All.Select(partition => partition.ForgetZoneAsync(Id).AsTask()));
        });

    private async ValueTask<StoreView?> ViewAsync()
    {
        StoreDescription? description = await _description.GetAsync(Id);
        EntityFigures figures = await FiguresAsync();
        return IsKnown(figures, description) ? new StoreView(description, figures) : null;
    }
}
