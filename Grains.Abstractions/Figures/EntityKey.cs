namespace RetailGrains.Figures;

/// <summary>The kinds of entities that have figures. The numbers are stored: never renumber them.</summary>
public enum EntityKind : byte
{
    /// <summary>A store.</summary>
    Store = 0,

    /// <summary>A product.</summary>
    Product = 1,

    /// <summary>A customer.</summary>
    Customer = 2,
}

/// <param name="Kind">The entity's kind.</param>
/// <param name="Id">The entity's id, case-sensitive.</param>
[GenerateSerializer, Immutable, Alias("retail.EntityKey")]
public readonly record struct EntityKey([property: Id(0)] EntityKind Kind, [property: Id(1)] string Id);
