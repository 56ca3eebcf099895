using Orleans.Placement;
using RetailGrains.Figures;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Membership;

namespace RetailGrains.Customers;

[FigurePlacement, Immovable]
internal sealed class CustomerGrain(FigureServices services, ICatalogueStore catalogue)
    : FigureGrain(EntityKind.Customer, services), ICustomerGrain
{
    private readonly CatalogueEntryCache<CustomerDescription> _description = new(catalogue.CustomerAsync, catalogue.PutCustomerAsync);

    public async ValueTask<CustomerView?> GetAsync()
    {
        CustomerDescription? description = await _description.GetAsync(Id);
        EntityFigures figures = await FiguresAsync();
        return IsKnown(figures, description) ? new CustomerView(description, figures) : null;
    }

    public Task DescribeAsync(CustomerDescription description) =>
        Services.Guard.RunAsync<ICustomerGrain>(nameof(DescribeAsync), Id, () => _description.PutAsync(Id, description));
}
