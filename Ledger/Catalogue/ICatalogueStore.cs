using RetailGrains.Customers;
using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Ledger.Catalogue;

/// <summary>Names, time zones, categories and prices: given by people, not by the ledger; they outlive a rebuild.</summary>
public interface ICatalogueStore
{
    /// <summary>A store's entry, or null.</summary>
    Task<StoreDescription?> StoreAsync(string id, CancellationToken cancel);

    /// <summary>The time zones that the catalogue gives to stores, by store id; a store without one is left out.</summary>
    /// <param name="storeIds">Of these stores; null for all.</param>
    /// <param name="cancel">Cancels the query.</param>
    Task<IReadOnlyDictionary<string, string>> TimeZonesAsync(IReadOnlyCollection<string>? storeIds, CancellationToken cancel);

    /// <summary>A product's entry, or null.</summary>
    Task<ProductDescription?> ProductAsync(string id, CancellationToken cancel);

    /// <summary>A customer's entry, or null.</summary>
    Task<CustomerDescription?> CustomerAsync(string id, CancellationToken cancel);

    /// <summary>Writes a store's entry whole.</summary>
    Task PutStoreAsync(string id, StoreDescription description, CancellationToken cancel);

    /// <summary>Writes a product's entry whole.</summary>
    Task PutProductAsync(string id, ProductDescription description, CancellationToken cancel);

    /// <summary>Writes a customer's entry whole.</summary>
    Task PutCustomerAsync(string id, CustomerDescription description, CancellationToken cancel);
}
