using RetailGrains.Access;
using RetailGrains.Figures;

namespace RetailGrains.Stores;

/// <summary>A store's catalogue entry.</summary>
/// <param name="Name">The store's name; null when none was given.</param>
/// <param name="TimeZone">The IANA name of the store's time zone; null means UTC.</param>
/// <param name="Country">The store's country, as given.</param>
/// <param name="Currency">The ISO 4217 code of the store's currency, as given.</param>
[GenerateSerializer, Immutable, Alias("retail.StoreDescription")]
public sealed record StoreDescription(
    [property: Id(0)] string? Name,
    [property: Id(1)] string? TimeZone,
    [property: Id(2)] string? Country,
    [property: Id(3)] string? Currency);

/// <param name="Description">From the catalogue; null when it has no entry.</param>
/// <param name="Figures">From the ledger.</param>
[GenerateSerializer, Immutable, Alias("retail.StoreView")]
public sealed record StoreView([property: Id(0)] StoreDescription? Description, [property: Id(1)] EntityFigures Figures);

/// <summary>A store; its key is its id.</summary>
[Alias("retail.IStoreGrain")]
public interface IStoreGrain : IFigureGrain
{
    /// <summary>Returns the store, or null when no transaction and no catalogue entry names it.</summary>
    [Alias("GetAsync")]
    ValueTask<StoreView?> GetAsync();

    /// <summary>
    /// Replaces the whole catalogue entry. A new time zone applies to every transaction recorded after this call has returned. The business
    /// dates of earlier ones do not change.
    /// </summary>
    [Alias("DescribeAsync"), RequiresRole(Roles.Operator), Audited("store.put")]
    Task DescribeAsync(StoreDescription description);
}
