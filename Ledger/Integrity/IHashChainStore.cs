namespace RetailGrains.Ledger.Integrity;

/// <summary>The ledger with its hashes, for continuing and verifying the hash chains.</summary>
public interface IHashChainStore
{
    /// <summary>Returns the key of the customers' digests.</summary>
    Task<byte[]> KeyAsync(CancellationToken cancel);

    /// <summary>Returns the last entry with hashes up to a sequence; the partition's seed when there is none.</summary>
    Task<HashChainHead> HashedHeadAsync(int partition, long upTo, CancellationToken cancel);

    /// <summary>
    /// Returns the partition's entries above <paramref name="after"/>, up to and including <paramref name="upTo"/>, in order.
    /// </summary>
    IAsyncEnumerable<HashedRow> ReadAsync(int partition, long after, long upTo, CancellationToken cancel);

    /// <summary>Returns the first entry that belongs to no partition of the ledger; null when there is none.</summary>
    Task<Position?> StrayAsync(int partitions, CancellationToken cancel);

    /// <summary>Returns whether all entries recorded by versions without hashes have received theirs.</summary>
    Task<bool> IsCompleteAsync(CancellationToken cancel);

    /// <summary>Records that all entries have hashes.</summary>
    Task SetCompleteAsync(CancellationToken cancel);

    /// <summary>Adds hashes of entries that were recorded without them. Existing hashes are not changed.</summary>
    Task AddAsync(IReadOnlyList<(Position Position, byte[] ContentHash, byte[] EntryHash)> hashes, CancellationToken cancel);
}
