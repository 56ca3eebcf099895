namespace RetailGrains.Figures;

/// <summary>The names of the kinds of entities.</summary>
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
