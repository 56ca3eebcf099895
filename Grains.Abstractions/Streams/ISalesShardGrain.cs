using Orleans.Concurrency;

namespace RetailGrains.Streams;

/// <summary>The results of a shard's consumer since its activation started. Redeliveries count again, as duplicates.</summary>
/// <param name="Recorded">Transactions newly recorded.</param>
/// <param name="Duplicates">The ledger already had them.</param>
/// <param name="Conflicts">The ledger has their ids with other content: dead letters.</param>
/// <param name="Invalid">Entries and transactions that cannot be recorded: dead letters.</param>
[GenerateSerializer, Immutable, Alias("retail.ShardTally")]
public readonly record struct ShardTally(
    [property: Id(0)] long Recorded, [property: Id(1)] long Duplicates, [property: Id(2)] long Conflicts, [property: Id(3)] long Invalid)
{
    /// <summary>Adds the counts of two parts.</summary>
    public static ShardTally operator +(ShardTally a, ShardTally b) =>
        new(a.Recorded + b.Recorded, a.Duplicates + b.Duplicates, a.Conflicts + b.Conflicts, a.Invalid + b.Invalid);

    /// <inheritdoc cref="op_Addition"/>
    public static ShardTally Add(ShardTally left, ShardTally right) => left + right;
}

/// <summary>Ingests the transactions that producers write to one of the sales streams. Its key is the shard's number.</summary>
[Alias("retail.ISalesShardGrain")]
public interface ISalesShardGrain : IGrainWithStringKey
{
    /// <summary>Returns the results so far, also while the consumer waits for the ledger.</summary>
    [AlwaysInterleave, Alias("TallyAsync")]
    ValueTask<ShardTally> TallyAsync();
}
