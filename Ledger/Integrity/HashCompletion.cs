namespace RetailGrains.Ledger.Integrity;

/// <summary>
/// Gives hashes to entries that were recorded without, by a version before hashes. They stand beside the ledger, which is not rewritten. What
/// they prove is that nothing was altered since they were computed.
/// </summary>
public sealed class HashCompletion(IHashChainStore chain, ILedgerStore ledger, EntrySealer sealer)
{
    private const int BatchSize = 1_000;

    /// <summary>Goes through all partitions; returns how many entries were given hashes. One that was interrupted continues.</summary>
    public async Task<long> RunAsync(int partitions, CancellationToken cancel)
    {
        long added = 0;
        for (int p = 0; p < partitions; p++) added += await CompleteAsync(p, await ledger.HeadAsync(p, cancel), cancel);
        await chain.SetCompleteAsync(cancel);
        return added;
    }

    /// <summary>
    /// The end of a partition's chain, which its next entry continues. Entries at the end that have no hashes are included: whether they
    /// belong there is for reconciliation to say.
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
        if (row.EntryHash is { } its) return new HashChainHead(row.Position.Sequence, its);
        if (row.Entry is null) throw new InvalidDataException($"The ledger's entry {row.Position} can't be read: restore it from a backup.");
        return new HashChainHead(row.Position.Sequence, EntrySealer.Link(before.Hash, sealer.ContentHash(row), row.Position));
    }
}
