using RetailGrains.Customers;
using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Figures;

/// <summary>Finds an entity's grain by its key.</summary>
internal static class EntityGrains
{
    public static IFigureGrain GetEntity(this IGrainFactory grains, EntityKey key) => key.Kind switch
    {
        EntityKind.Store => grains.GetGrain<IStoreGrain>(key.Id),
        EntityKind.Product => grains.GetGrain<IProductGrain>(key.Id),
        EntityKind.Customer => grains.GetGrain<ICustomerGrain>(key.Id),
        _ => throw new ArgumentOutOfRangeException(nameof(key)),
    };
}
