namespace RetailGrains.Ledger.Integrity;

/// <summary>What is wrong with an entry.</summary>
public enum HashChainFaultKind
{
    /// <summary>It does not say what its content hash was made of.</summary>
    Content,

    /// <summary>Its entry hash does not follow from the entry before, its content hash and its position.</summary>
    Link,

    /// <summary>There is no entry at this position.</summary>
    Missing,

    /// <summary>There should be none here, or it has no hashes, so that no partition recorded it.</summary>
    Unexpected,
}

/// <param name="Position">The first wrong entry of its partition.</param>
/// <param name="Kind">What is wrong.</param>
public sealed record HashChainFault(Position Position, HashChainFaultKind Kind);

/// <summary>Follows a partition's chain from its first entry, and finds the first wrong one. Pure.</summary>
public sealed class HashChainVerifier(int partition, EntrySealer sealer)
{
    private byte[] _hash = EntrySealer.Seed(partition);
    private long _sequence;

    /// <summary>The first wrong entry; null while there is none.</summary>
    public HashChainFault? Fault { get; private set; }

    /// <summary>The end of what was verified.</summary>
    public HashChainHead Head => new(_sequence, _hash);

    /// <summary>Takes the next entry, in the order of sequences; false when it is wrong, and nothing after it is to be looked at.</summary>
    public bool Check(HashedRow row)
    {
        Fault = FaultOf(row);
        if (Fault is not null) return false;
        (_sequence, _hash) = (row.Position.Sequence, row.EntryHash!);
        return true;
    }

    /// <summary>All entries were taken: is the last one where it is known to be?</summary>
    public void End(long head)
    {
        if (Fault is null && _sequence < head) Fault = At(_sequence + 1, HashChainFaultKind.Missing);
    }

    private HashChainFault? FaultOf(HashedRow row)
    {
        if (row.Position.Sequence <= _sequence) return At(row.Position.Sequence, HashChainFaultKind.Unexpected);
        if (row.Position.Sequence > _sequence + 1) return At(_sequence + 1, HashChainFaultKind.Missing);
        if (row.ContentHash is null || row.EntryHash is null) return At(row.Position.Sequence, HashChainFaultKind.Unexpected);
        if (row.Entry is null || !IsErasedRightly(row) || !row.ContentHash.AsSpan().SequenceEqual(sealer.ContentHash(row)))
            return At(row.Position.Sequence, HashChainFaultKind.Content);
        return row.EntryHash.AsSpan().SequenceEqual(EntrySealer.Link(_hash, row.ContentHash, row.Position))
            ? null
            : At(row.Position.Sequence, HashChainFaultKind.Link);
    }

    /// <summary>A stored digest counts only with the pseudonym that follows from it: otherwise any id could stand beside it.</summary>
    private static bool IsErasedRightly(HashedRow row) =>
        row.CustomerDigest is not { } digest || row.Entry!.CustomerId == EntrySealer.Pseudonym(digest);

    private HashChainFault At(long sequence, HashChainFaultKind kind) => new(new Position(partition, sequence), kind);
}
