using RetailGrains.Access;
using RetailGrains.Figures;

namespace RetailGrains.Products;

/// <summary>A product's catalogue entry.</summary>
/// <param name="Name">The product's name; null when none was given: then the latest line's description is used.</param>
/// <param name="Category">The product's category, as given.</param>
/// <param name="Price">List price of one unit, at most four decimals.</param>
[GenerateSerializer, Immutable, Alias("retail.ProductDescription")]
public sealed record ProductDescription(
    [property: Id(0)] string? Name,
    [property: Id(1)] string? Category,
    [property: Id(2)] decimal? Price);

/// <param name="Description">From the catalogue; null when it has no entry.</param>
/// <param name="Figures">From the ledger.</param>
[GenerateSerializer, Immutable, Alias("retail.ProductView")]
public sealed record ProductView([property: Id(0)] ProductDescription? Description, [property: Id(1)] EntityFigures Figures);

/// <summary>A product; its key is its id.</summary>
[Alias("retail.IProductGrain")]
public interface IProductGrain : IFigureGrain
{
    /// <summary>Returns the product, or null when no transaction and no catalogue entry names it.</summary>
    [Alias("GetAsync")]
    ValueTask<ProductView?> GetAsync();

    /// <summary>Replaces the whole catalogue entry.</summary>
    [Alias("DescribeAsync"), RequiresRole(Roles.Operator), Audited("product.put")]
    Task DescribeAsync(ProductDescription description);
}
