using RetailGrains.Customers;
using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Ledger.Catalogue;

/// <summary>
/// The catalogue: names, time zones, categories and prices. People enter them, and they are independent of the ledger, so a rebuild keeps
/// them.
/// </summary>
public interface ICatalogueStore
{
    /// <summary>Returns a store's entry, or null.</summary>
    Task<StoreDescription?> StoreAsync(string id, CancellationToken cancel);

    /// <summary>Returns the time zones of the catalogue's stores, by store id; stores without one are omitted.</summary>
    /// <param name="storeIds">The stores to read; null for all.</param>
    /// <param name="cancel">Cancels the query.</param>
    Task<IReadOnlyDictionary<string, string>> TimeZonesAsync(IReadOnlyCollection<string>? storeIds, CancellationToken cancel);

    /// <summary>Returns a product's entry, or null.</summary>
    Task<ProductDescription?> ProductAsync(string id, CancellationToken cancel);

    /// <summary>Returns a customer's entry, or null.</summary>
    Task<CustomerDescription?> CustomerAsync(string id, CancellationToken cancel);

    /// <summary>Replaces a store's whole entry.</summary>
    Task PutStoreAsync(string id, StoreDescription description, CancellationToken cancel);

    /// <summary>Replaces a product's whole entry.</summary>
    Task PutProductAsync(string id, ProductDescription description, CancellationToken cancel);

    /// <summary>Replaces a customer's whole entry.</summary>
    Task PutCustomerAsync(string id, CustomerDescription description, CancellationToken cancel);
}
