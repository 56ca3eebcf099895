using System.Globalization;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>
/// Sales of a store with products of its own: an annulment makes figures smaller, and sessions check that those of other stores never do.
/// </summary>
internal static class OwnStore
{
    /// <summary>Each product once, so that it is clear which line a return belongs to.</summary>
    public static Sale Of(Sale sale, string store, string? customer) => sale with
    {
        StoreId = store,
        CustomerId = customer,
        Kind = "sale",
        Lines = [.. sale.Lines.Select((line, i) => line with
        {
            ProductId = string.Create(CultureInfo.InvariantCulture, $"{store} {i} {line.ProductId.Length}"),
        }).DistinctBy(line => line.ProductId)],
    };
}
