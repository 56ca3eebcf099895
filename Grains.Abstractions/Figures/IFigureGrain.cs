namespace RetailGrains.Figures;

/// <summary>An entity's figures, with the watermarks up to which they include entries.</summary>
/// <param name="Generation">Generation of the projections.</param>
/// <param name="Watermarks">By partition: the last included sequence that concerns the entity; 0 when there is none.</param>
/// <param name="Totals">The figures.</param>
/// <param name="Days">The figures by day, ascending; empty unless requested.</param>
/// <param name="Name">The latest name that a line gave.</param>
[GenerateSerializer, Immutable, Alias("retail.EntityFigures")]
public sealed record EntityFigures(
    [property: Id(0)] int Generation,
    [property: Id(1)] long[] Watermarks,
    [property: Id(2)] Totals Totals,
    [property: Id(3)] DayTotals[] Days,
    [property: Id(4)] LineName? Name);

/// <summary>A store, product or customer. It applies the deltas of the partitions and serves its figures from memory.</summary>
[Alias("retail.IFigureGrain")]
public interface IFigureGrain : IGrainWithStringKey
{
    /// <summary>
    /// Applies deltas in order. It applies a delta if it has applied no part of it and lacks no earlier one. In any case it returns, for
    /// each delta, its watermark.
    /// </summary>
    [Alias("TakeInAsync")]
    ValueTask<DeltaReceipt[]> ApplyAsync(Delta[] deltas);

    /// <summary>Returns the figures with their watermarks.</summary>
    /// <param name="withDays">Include the days from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive).</param>
    /// <param name="from">The first day; null for no lower bound.</param>
    /// <param name="to">The day after the last; null for no upper bound.</param>
    [Alias("FiguresAsync")]
    ValueTask<EntityFigures> FiguresAsync(bool withDays, DateOnly? from, DateOnly? to);

    /// <summary>Reports that the saved rows were replaced: the grain loads them at the next call.</summary>
    [Alias("ReloadAsync")]
    ValueTask ReloadAsync();
}
