using Orleans.Placement;
using RetailGrains.Figures;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Membership;
using RetailGrains.Tracing;

namespace RetailGrains.Customers;

[FigurePlacement, Immovable]
internal sealed class CustomerGrain(FigureServices services, ICatalogueStore catalogue)
    : FigureGrain(EntityKind.Customer, services), ICustomerGrain
{
    private readonly CatalogueEntryCache<CustomerDescription> _description = new(catalogue.CustomerAsync, catalogue.PutCustomerAsync);

    public ValueTask<CustomerView?> GetAsync() =>
        Spans.CallAsync(nameof(ICustomerGrain), nameof(GetAsync), this, static grain => grain.ViewAsync());

    public Task DescribeAsync(CustomerDescription description) =>
        Services.Guard.RunAsync<ICustomerGrain>(nameof(DescribeAsync), Id, () => _description.PutAsync(Id, description));

    private async ValueTask<CustomerView?> ViewAsync()
    {
        CustomerDescription? description = await _description.GetAsync(Id);
        EntityFigures figures = await FiguresAsync();
        return IsKnown(figures, description) ? new CustomerView(description, figures) : null;
    }
}
