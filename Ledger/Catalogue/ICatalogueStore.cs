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

    /// <summary>
    /// Returns what the catalogue gives for sales of its stores, by store id; stores without a time zone and a currency are omitted.
    /// </summary>
    /// <param name="storeIds">The stores to read; null for all.</param>
    /// <param name="cancel">Cancels the query.</param>
    Task<IReadOnlyDictionary<string, StoreDefaults>> StoreDefaultsAsync(IReadOnlyCollection<string>? storeIds, CancellationToken cancel);

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

/// <summary>What the catalogue gives for a store's sales.</summary>
/// <param name="TimeZone">The IANA name of the time zone; null when there is none.</param>
/// <param name="Currency">The ISO 4217 code of the currency; null when there is none.</param>
public sealed record StoreDefaults(string? TimeZone, string? Currency);
