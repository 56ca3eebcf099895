using RetailGrains.Figures;

namespace RetailGrains.Stores;

/// <summary>What the catalogue says of a store.</summary>
/// <param name="Name">Its name, if one was given.</param>
/// <param name="TimeZone">IANA name of its time zone; null means UTC.</param>
/// <param name="Country">Its country, as given.</param>
/// <param name="Currency">ISO 4217 code of its currency, as given.</param>
[GenerateSerializer, Immutable, Alias("retail.StoreDescription")]
public sealed record StoreDescription(
    [property: Id(0)] string? Name,
    [property: Id(1)] string? TimeZone,
    [property: Id(2)] string? Country,
    [property: Id(3)] string? Currency);

/// <param name="Description">From the catalogue, null when it has no entry.</param>
/// <param name="Figures">From the ledger.</param>
[GenerateSerializer, Immutable, Alias("retail.StoreView")]
public sealed record StoreView([property: Id(0)] StoreDescription? Description, [property: Id(1)] EntityFigures Figures);

/// <summary>A store; its key is its id.</summary>
[Alias("retail.IStoreGrain")]
public interface IStoreGrain : IFigureGrain
{
    /// <summary>The store, or null when no transaction and no catalogue entry names it.</summary>
    [Alias("GetAsync")]
    ValueTask<StoreView?> GetAsync();

    /// <summary>
    /// Writes the catalogue entry whole. A new time zone holds for every transaction taken in after this has answered; days of earlier
    /// ones stay as they are.
    /// </summary>
    [Alias("DescribeAsync")]
    Task DescribeAsync(StoreDescription description);
}
