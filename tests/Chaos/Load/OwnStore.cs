using System.Globalization;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>
/// Sales of a store that shares no products with other stores, because an annulment reduces figures, and sessions check that the figures of
/// other stores never decrease.
/// </summary>
internal static class OwnStore
{
    /// <summary>Each product occurs once, so that it is clear which line a return belongs to.</summary>
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
