using RetailGrains.Access;
using RetailGrains.Figures;

namespace RetailGrains.Customers;

/// <summary>A customer's catalogue entry.</summary>
/// <param name="Name">The name; null when none was given.</param>
/// <param name="Country">The country, as given.</param>
[GenerateSerializer, Immutable, Alias("retail.CustomerDescription")]
public sealed record CustomerDescription([property: Id(0)] string? Name, [property: Id(1)] string? Country);

/// <param name="Description">From the catalogue; null when it has no entry.</param>
/// <param name="Figures">From the ledger.</param>
[GenerateSerializer, Immutable, Alias("retail.CustomerView")]
public sealed record CustomerView([property: Id(0)] CustomerDescription? Description, [property: Id(1)] EntityFigures Figures);

/// <summary>A customer; its key is its id.</summary>
[Alias("retail.ICustomerGrain")]
public interface ICustomerGrain : IFigureGrain
{
    /// <summary>Returns the customer, or null when no transaction and no catalogue entry names it.</summary>
    [Alias("GetAsync")]
    ValueTask<CustomerView?> GetAsync();

    /// <summary>Replaces the whole catalogue entry.</summary>
    [Alias("DescribeAsync"), RequiresRole(Roles.Operator), Audited("customer.put")]
    Task DescribeAsync(CustomerDescription description);
}
