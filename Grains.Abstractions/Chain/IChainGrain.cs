using RetailGrains.Figures;

namespace RetailGrains.Chain;

/// <summary>One partition's share of the chain's figures.</summary>
/// <param name="Generation">Generation of the projections.</param>
/// <param name="Head">The share includes the partition's entries up to this sequence.</param>
/// <param name="Totals">Totals of all its entries.</param>
/// <param name="Guest">Totals of its entries without a customer.</param>
/// <param name="Days">By business date, ascending; empty unless requested.</param>
/// <param name="Unsaved">Entities of the partition's entries that may not have a row in the projection tables yet.</param>
[GenerateSerializer, Immutable, Alias("retail.ChainShare")]
public sealed record ChainShare(
    [property: Id(0)] int Generation,
    [property: Id(1)] long Head,
    [property: Id(2)] Totals Totals,
    [property: Id(3)] Totals Guest,
    [property: Id(4)] DayTotals[] Days,
    [property: Id(5)] EntityKey[] Unsaved);

/// <param name="Heads">By partition: the last included sequence.</param>
/// <param name="Totals">Totals of the whole ledger.</param>
/// <param name="Guest">Totals of the transactions without a customer.</param>
/// <param name="Stores">Number of stores with transactions.</param>
/// <param name="Products">Number of products.</param>
/// <param name="Customers">Number of customers.</param>
[GenerateSerializer, Immutable, Alias("retail.ChainSummary")]
public sealed record ChainSummary(
    [property: Id(0)] long[] Heads,
    [property: Id(1)] Totals Totals,
    [property: Id(2)] Totals Guest,
    [property: Id(3)] long Stores,
    [property: Id(4)] long Products,
    [property: Id(5)] long Customers);

/// <param name="Heads">By partition: the last included sequence.</param>
/// <param name="Days">Days with transactions, ascending.</param>
[GenerateSerializer, Immutable, Alias("retail.ChainDays")]
public sealed record ChainDays([property: Id(0)] long[] Heads, [property: Id(1)] DayTotals[] Days);

/// <summary>The chain as a whole: adds up the partitions' shares on request. It is stateless; its key is always 0.</summary>
[Alias("retail.IChainGrain")]
public interface IChainGrain : IGrainWithIntegerKey
{
    /// <summary>Returns the chain's totals and the numbers of stores, products and customers.</summary>
    [Alias("SummaryAsync")]
    ValueTask<ChainSummary> SummaryAsync();

    /// <summary>Returns the chain's days from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive).</summary>
    [Alias("DaysAsync")]
    ValueTask<ChainDays> DaysAsync(DateOnly? from, DateOnly? to);
}
