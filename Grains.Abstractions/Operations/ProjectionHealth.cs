using RetailGrains.Figures;

namespace RetailGrains.Operations;

/// <param name="Degraded">
/// What is damaged and being rebuilt, a sentence each; figures of what is named are not answered until then. At most 20 of them.
/// </param>
/// <param name="DamagedCount">Entities that are damaged and not rebuilt yet.</param>
[GenerateSerializer, Immutable, Alias("retail.ProjectionHealth")]
public sealed record ProjectionHealth([property: Id(0)] string[] Degraded, [property: Id(1)] long DamagedCount);

/// <summary>
/// Knows which projections were found damaged, and has the whole generation rebuilt when they are many. Its key is always 0.
/// </summary>
[Alias("retail.IProjectionHealthGrain")]
public interface IProjectionHealthGrain : IGrainWithIntegerKey
{
    /// <summary>What is damaged now.</summary>
    [Alias("StatusAsync")]
    ValueTask<ProjectionHealth> StatusAsync();

    /// <summary>An entity's rows were found damaged, and are about to be rebuilt.</summary>
    /// <param name="generation">Of the projections.</param>
    /// <param name="entity">Which.</param>
    /// <param name="damage">What is wrong, in words that follow the entity's name.</param>
    [Alias("DamagedAsync")]
    ValueTask DamagedAsync(int generation, EntityKey entity, string damage);

    /// <summary>An entity's rows are rebuilt.</summary>
    [Alias("RepairedAsync")]
    ValueTask RepairedAsync(EntityKey entity);

    /// <summary>The projections as a whole can't be used, and are to be rebuilt.</summary>
    /// <param name="damage">What is wrong: a sentence without its full stop.</param>
    [Alias("RebuildAsync")]
    ValueTask RebuildAsync(string damage);
}
