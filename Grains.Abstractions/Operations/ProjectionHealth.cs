using RetailGrains.Figures;

namespace RetailGrains.Operations;

/// <param name="Degraded">
/// What is damaged and being rebuilt, one sentence each. Figures of the named entities are not served until then. At most 20 sentences.
/// </param>
/// <param name="DamagedCount">Number of damaged entities that are not repaired yet.</param>
[GenerateSerializer, Immutable, Alias("retail.ProjectionHealth")]
public sealed record ProjectionHealth([property: Id(0)] string[] Degraded, [property: Id(1)] long DamagedCount);

/// <summary>Tracks damaged projections, and starts a rebuild of the whole generation when many are damaged. Its key is always 0.</summary>
[Alias("retail.IProjectionHealthGrain")]
public interface IProjectionHealthGrain : IGrainWithIntegerKey
{
    /// <summary>Returns what is damaged now.</summary>
    [Alias("StatusAsync")]
    ValueTask<ProjectionHealth> StatusAsync();

    /// <summary>Reports that an entity's rows are damaged and about to be repaired.</summary>
    /// <param name="generation">Generation of the projections.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="damage">What is wrong, in words that follow the entity's name.</param>
    [Alias("DamagedAsync")]
    ValueTask DamagedAsync(int generation, EntityKey entity, string damage);

    /// <summary>Reports that an entity's rows are repaired.</summary>
    [Alias("RepairedAsync")]
    ValueTask RepairedAsync(EntityKey entity);

    /// <summary>Reports that the projections as a whole are unusable and must be rebuilt.</summary>
    /// <param name="damage">What is wrong: a sentence without its full stop.</param>
    [Alias("RebuildAsync")]
    ValueTask RebuildAsync(string damage);
}
