namespace RetailGrains.Ledger.Integrity;

/// <summary>
/// Computes the hashes of entries that a version without hashes recorded. They are stored in a separate table; the ledger is not rewritten.
/// They prove that nothing was altered since they were computed.
/// </summary>
public sealed class HashCompletion(IHashChainStore chain, ILedgerStore ledger, EntrySealer sealer)
{
    private const int BatchSize = 1_000;

    /// <summary>Processes all partitions; returns the number of entries that received hashes. An interrupted run is continued.</summary>
    public async Task<long> RunAsync(int partitions, CancellationToken cancel)
    {
        long added = 0;
        for (int p = 0; p < partitions; p++) added += await CompleteAsync(p, await ledger.HeadAsync(p, cancel), cancel);
        await chain.SetCompleteAsync(cancel);
        return added;
    }

    /// <summary>
    /// Returns the head of a partition's hash chain, which its next entry continues. Entries at the end without hashes are included;
    /// reconciliation decides whether they belong there.
    /// </summary>
    public async Task<HashChainHead> HeadAsync(int partition, long head, CancellationToken cancel)
    {
        HashChainHead at = await chain.HashedHeadAsync(partition, head, cancel);
        await foreach (HashedRow row in chain.ReadAsync(partition, at.Sequence, head, cancel)) at = Next(at, row);
        return at;
    }

    private async Task<long> CompleteAsync(int partition, long head, CancellationToken cancel)
    {
        long added = 0;
        var batch = new List<(Position, byte[], byte[])>(BatchSize);
        var at = new HashChainHead(0, EntrySealer.Seed(partition));
        await foreach (HashedRow row in chain.ReadAsync(partition, 0, head, cancel))
        {
            at = Next(at, row);
            if (row.EntryHash is not null) continue;
            batch.Add((row.Position, sealer.ContentHash(row), at.Hash));
            added++;
            if (batch.Count == BatchSize) await FlushAsync();
        }

        await FlushAsync();
        return added;

        async Task FlushAsync()
        {
            await chain.AddAsync(batch, cancel);
            batch.Clear();
        }
    }

    private HashChainHead Next(HashChainHead before, HashedRow row)
    {
        if (row.EntryHash is { } hash) return new HashChainHead(row.Position.Sequence, hash);
        if (row.Entry is null)
            throw new InvalidDataException($"The ledger's entry {row.Position} cannot be read: restore it from a backup.");
        return new HashChainHead(row.Position.Sequence, EntrySealer.Link(before.Hash, sealer.ContentHash(row), row.Position));
    }
}
