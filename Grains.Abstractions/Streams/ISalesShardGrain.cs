using Orleans.Concurrency;

namespace RetailGrains.Streams;

/// <summary>What a shard's consumer took in since its activation began. Redeliveries count again, as duplicates.</summary>
/// <param name="Recorded">Transactions newly recorded.</param>
/// <param name="Duplicates">The ledger had them already.</param>
/// <param name="Conflicts">The ledger has their id with other content: set aside.</param>
/// <param name="Invalid">Entries and transactions that can't be taken in: set aside.</param>
[GenerateSerializer, Immutable, Alias("retail.ShardTally")]
public readonly record struct ShardTally(
    [property: Id(0)] long Recorded, [property: Id(1)] long Duplicates, [property: Id(2)] long Conflicts, [property: Id(3)] long Invalid)
{
    /// <summary>Both together.</summary>
    public static ShardTally operator +(ShardTally a, ShardTally b) =>
        new(a.Recorded + b.Recorded, a.Duplicates + b.Duplicates, a.Conflicts + b.Conflicts, a.Invalid + b.Invalid);

    /// <inheritdoc cref="op_Addition"/>
    public static ShardTally Add(ShardTally left, ShardTally right) => left + right;
}

/// <summary>Takes in what producers write to one of the sales streams; its key is the shard's number.</summary>
[Alias("retail.ISalesShardGrain")]
public interface ISalesShardGrain : IGrainWithStringKey
{
    /// <summary>What it took in; answered also while it waits for the ledger.</summary>
    [AlwaysInterleave, Alias("TallyAsync")]
    ValueTask<ShardTally> TallyAsync();
}
