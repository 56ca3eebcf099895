namespace RetailGrains.Figures;

/// <summary>The kinds of entities that keep figures. The numbers are stored: never renumber them.</summary>
public enum EntityKind : byte
{
    /// <summary>A store.</summary>
    Store = 0,

    /// <summary>A product.</summary>
    Product = 1,

    /// <summary>A customer.</summary>
    Customer = 2,
}

/// <param name="Kind">Store, product or customer.</param>
/// <param name="Id">Its id, case-sensitive.</param>
[GenerateSerializer, Immutable, Alias("retail.EntityKey")]
public readonly record struct EntityKey([property: Id(0)] EntityKind Kind, [property: Id(1)] string Id);
