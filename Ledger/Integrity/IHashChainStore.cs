namespace RetailGrains.Ledger.Integrity;

/// <summary>The ledger with its hashes: what the chain is continued from, and checked by.</summary>
public interface IHashChainStore
{
    /// <summary>The key of the customers' digests.</summary>
    Task<byte[]> KeyAsync(CancellationToken cancel);

    /// <summary>The last entry up to a sequence that has hashes; the partition's seed when none has.</summary>
    Task<HashChainHead> HashedHeadAsync(int partition, long upTo, CancellationToken cancel);

    /// <summary>The partition's entries above <paramref name="after"/>, up to and with <paramref name="upTo"/>, in order.</summary>
    IAsyncEnumerable<HashedRow> ReadAsync(int partition, long after, long upTo, CancellationToken cancel);

    /// <summary>The first entry that is in no partition of the ledger; null when there is none.</summary>
    Task<Position?> StrayAsync(int partitions, CancellationToken cancel);

    /// <summary>Whether the entries recorded before there were hashes have theirs.</summary>
    Task<bool> IsCompleteAsync(CancellationToken cancel);

    /// <summary>Notes that they have.</summary>
    Task SetCompleteAsync(CancellationToken cancel);

    /// <summary>Adds the hashes of entries that were recorded without; those that have them already keep them.</summary>
    Task AddAsync(IReadOnlyList<(Position Position, byte[] ContentHash, byte[] EntryHash)> hashes, CancellationToken cancel);
}
