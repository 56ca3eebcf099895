namespace RetailGrains.Figures;

/// <summary>The kinds of entities in words.</summary>
internal static class EntityKindNames
{
    public static string Of(EntityKind kind) => kind switch
    {
        EntityKind.Store => "store",
        EntityKind.Product => "product",
        EntityKind.Customer => "customer",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
