using RetailGrains.Figures;

namespace RetailGrains.Chain;

/// <summary>One partition's part of the chain's figures.</summary>
/// <param name="Generation">Of the projections.</param>
/// <param name="Head">They include the partition's entries up to this sequence.</param>
/// <param name="Totals">Over all its entries.</param>
/// <param name="Guest">Over those without a customer.</param>
/// <param name="Days">By business date, ascending; empty unless asked for.</param>
/// <param name="Unsaved">Entities that the partition has met and that may have no row in the projection tables yet.</param>
[GenerateSerializer, Immutable, Alias("retail.ChainShare")]
public sealed record ChainShare(
    [property: Id(0)] int Generation,
    [property: Id(1)] long Head,
    [property: Id(2)] Totals Totals,
    [property: Id(3)] Totals Guest,
    [property: Id(4)] DayTotals[] Days,
    [property: Id(5)] EntityKey[] Unsaved);

/// <param name="Heads">By partition: the last sequence included.</param>
/// <param name="Totals">Over the whole ledger.</param>
/// <param name="Guest">Over the transactions without a customer.</param>
/// <param name="Stores">Number of stores that a transaction names.</param>
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

/// <param name="Heads">By partition: the last sequence included.</param>
/// <param name="Days">Days with transactions, ascending.</param>
[GenerateSerializer, Immutable, Alias("retail.ChainDays")]
public sealed record ChainDays([property: Id(0)] long[] Heads, [property: Id(1)] DayTotals[] Days);

/// <summary>The chain as a whole: adds up the partitions' shares when asked. Keeps nothing itself; its key is always 0.</summary>
[Alias("retail.IChainGrain")]
public interface IChainGrain : IGrainWithIntegerKey
{
    /// <summary>The chain's totals and how many stores, products and customers there are.</summary>
    [Alias("SummaryAsync")]
    ValueTask<ChainSummary> SummaryAsync();

    /// <summary>The chain's days from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    [Alias("DaysAsync")]
    ValueTask<ChainDays> DaysAsync(DateOnly? from, DateOnly? to);
}
