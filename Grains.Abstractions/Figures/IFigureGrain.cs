namespace RetailGrains.Figures;

/// <summary>An entity's figures together with what they include.</summary>
/// <param name="Generation">Of the projections.</param>
/// <param name="Watermarks">By partition: the last sequence concerning the entity that is included; 0 where none is.</param>
/// <param name="Totals">The figures.</param>
/// <param name="Days">The same by day, ascending; empty unless asked for.</param>
/// <param name="Name">The latest name that a line gave.</param>
[GenerateSerializer, Immutable, Alias("retail.EntityFigures")]
public sealed record EntityFigures(
    [property: Id(0)] int Generation,
    [property: Id(1)] long[] Watermarks,
    [property: Id(2)] Totals Totals,
    [property: Id(3)] DayTotals[] Days,
    [property: Id(4)] LineName? Name);

/// <summary>A store, product or customer: takes in what the partitions deliver and answers its figures at once.</summary>
[Alias("retail.IFigureGrain")]
public interface IFigureGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes runs in, in order, each if none of it is seen and none before it missing; answers for each how far it has come either way.
    /// </summary>
    [Alias("TakeInAsync")]
    ValueTask<DeltaReceipt[]> TakeInAsync(Delta[] deltas);

    /// <summary>The figures, with the watermarks that prove them.</summary>
    /// <param name="withDays">The days from <paramref name="from"/> to before <paramref name="to"/> too.</param>
    /// <param name="from">First day, or null for all before.</param>
    /// <param name="to">The day after the last, or null for all after.</param>
    [Alias("FiguresAsync")]
    ValueTask<EntityFigures> FiguresAsync(bool withDays, DateOnly? from, DateOnly? to);

    /// <summary>The saved rows were replaced: the next call begins with them.</summary>
    [Alias("ReloadAsync")]
    ValueTask ReloadAsync();
}
