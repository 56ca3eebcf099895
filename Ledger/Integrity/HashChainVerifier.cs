namespace RetailGrains.Ledger.Integrity;

/// <summary>The kinds of wrong entries.</summary>
public enum HashChainFaultKind
{
    /// <summary>The content does not match its content hash.</summary>
    Content,

    /// <summary>The entry hash does not follow from the previous entry hash, the content hash and the position.</summary>
    Link,

    /// <summary>There is no entry at this position.</summary>
    Missing,

    /// <summary>There must be no entry at this position, or it has no hashes, so that no partition recorded it.</summary>
    Unexpected,
}

/// <param name="Position">The first wrong entry of its partition.</param>
/// <param name="Kind">The kind of fault.</param>
public sealed record HashChainFault(Position Position, HashChainFaultKind Kind);

/// <summary>Verifies a partition's hash chain from its first entry, and finds the first wrong one. Pure.</summary>
public sealed class HashChainVerifier(int partition, EntrySealer sealer)
{
    private byte[] _hash = EntrySealer.Seed(partition);
    private long _sequence;

    /// <summary>The first wrong entry; null when none has been found.</summary>
    public HashChainFault? Fault { get; private set; }

    /// <summary>The last verified entry.</summary>
    public HashChainHead Head => new(_sequence, _hash);

    /// <summary>Verifies the next entry, in the order of sequences. Returns false when it is wrong; the caller must then stop.</summary>
    public bool Check(HashedRow row)
    {
        Fault = FaultOf(row);
        if (Fault is not null) return false;
        (_sequence, _hash) = (row.Position.Sequence, row.EntryHash!);
        return true;
    }

    /// <summary>Ends the verification: compares the last entry with the known head.</summary>
    public void End(long head)
    {
        if (Fault is null && _sequence < head) Fault = At(_sequence + 1, HashChainFaultKind.Missing);
    }

    private HashChainFault? FaultOf(HashedRow row)
    {
        if (row.Position.Sequence <= _sequence) return At(row.Position.Sequence, HashChainFaultKind.Unexpected);
        if (row.Position.Sequence > _sequence + 1) return At(_sequence + 1, HashChainFaultKind.Missing);
        if (row.ContentHash is null || row.EntryHash is null) return At(row.Position.Sequence, HashChainFaultKind.Unexpected);
        if (row.Entry is null || !IsValidErasure(row) || !sealer.HasContent(row))
            return At(row.Position.Sequence, HashChainFaultKind.Content);
        return row.EntryHash.AsSpan().SequenceEqual(EntrySealer.Link(_hash, row.ContentHash, row.Position))
            ? null
            : At(row.Position.Sequence, HashChainFaultKind.Link);
    }

    /// <summary>
    /// A stored digest is valid only with the pseudonym that is derived from it. Otherwise any customer id could be combined with it. A
    /// note is removed only with its customer.
    /// </summary>
    private static bool IsValidErasure(HashedRow row) =>
        row.CustomerDigest is { } digest
            ? row.Entry!.CustomerId == EntrySealer.Pseudonym(digest) && (row.NoteDigest is null || row.Entry.Details?.Note is null)
            : row.NoteDigest is null;

    private HashChainFault At(long sequence, HashChainFaultKind kind) => new(new Position(partition, sequence), kind);
}
