namespace RetailGrains.Figures;

/// <summary>An entity and deltas for it, in the order in which they are applied.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Deltas">The deltas, at least one.</param>
[GenerateSerializer, Immutable, Alias("retail.EntityDeltas")]
public readonly record struct EntityDeltas([property: Id(0)] EntityKey Entity, [property: Id(1)] Delta[] Deltas);

/// <summary>
/// Receives the deltas for the entities of one silo in one message. Its key is the silo's address. An entity
/// may have moved to another silo in the meantime; the receiver then calls it there.
/// </summary>
[Alias("retail.IDeltaReceiverGrain")]
public interface IDeltaReceiverGrain : IGrainWithStringKey
{
    /// <summary>
    /// Passes deltas to their entities: see <see cref="IFigureGrain.ApplyAsync"/>. Returns the answer of each entity, in the same order, or
    /// null for one that has failed or has not answered in time. Whether such an entity has applied its deltas is unknown; a direct call
    /// returns its watermark or its failure.
    /// </summary>
    [Alias("ApplyAsync")]
    ValueTask<DeltaReceipt[]?[]> ApplyAsync(EntityDeltas[] deltas);
}
