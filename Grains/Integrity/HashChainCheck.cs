using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Operations;

namespace RetailGrains.Integrity;

/// <param name="Comparison">A difference for the first wrong entry of each partition.</param>
/// <param name="First">The first difference in words; null when there is none.</param>
internal sealed record HashChainsChecked(FigureComparison Comparison, string? First);

/// <summary>Verifies every partition's hash chain from its first entry to its head. It reads the ledger as a stream.</summary>
internal sealed class HashChainCheck(
    IHashChainStore hashes, EntrySealer sealer, ILedgerStore ledgerStore, LedgerClient ledger, CallRetry calls)
{
    private const string Where = "ledger";

    private readonly FigureComparison _comparison = new();
    private string? _first;

    /// <param name="served">By partition: the last sequence that it knows to be in the ledger; shorter where that is unknown.</param>
    public async Task<HashChainsChecked> RunAsync(long[] served)
    {
        CallResult<LedgerHeads> heads = await calls.CallAsync(() => ledgerStore.HeadsAsync(ledger.Partitions, CancellationToken.None));
        CallResult<Position?> stray = await calls.CallAsync(() => hashes.StrayAsync(ledger.Partitions, CancellationToken.None));
        if ((heads.Failure ?? stray.Failure) is { } failure)
        {
            _comparison.AddUnchecked(Where, null, failure.Message);
            return new HashChainsChecked(_comparison, First: null);
        }

        if (stray.Value is { } position) Add(new HashChainFault(position, HashChainFaultKind.Unexpected));
        for (int p = 0; p < ledger.Partitions; p++)
        {
            int partition = p;
            long head = Math.Max(heads.Value.Heads[p], served.ElementAtOrDefault(p));
            CallResult<HashChainFault?> fault = await calls.CallAsync(() => VerifyAsync(partition, head));
            if (fault.Failure is { } reason) _comparison.AddUnchecked(Where, $"partition {p}", reason.Message);
            else if (fault.Value is { } wrong) Add(wrong);
        }

        return new HashChainsChecked(_comparison, _first);
    }

    private async Task<HashChainFault?> VerifyAsync(int partition, long head)
    {
        var verifier = new HashChainVerifier(partition, sealer);
        await foreach (HashedRow row in hashes.ReadAsync(partition, long.MinValue, head, CancellationToken.None))
            if (!verifier.Check(row)) break;
        verifier.End(head);
        return verifier.Fault;
    }

    private void Add(HashChainFault fault)
    {
        (string figure, string found, string expected) = fault.Kind switch
        {
            HashChainFaultKind.Content => ("content", "differs from its content hash", "the content that was recorded"),
            HashChainFaultKind.Link => ("link", "does not follow from the entry before it", "the entry that was recorded here"),
            HashChainFaultKind.Missing => ("missing", "no entry", "an entry"),
            _ => ("unexpected", "an entry that no partition recorded", "no such entry"),
        };
        _first ??= $"{fault.Position}: {figure}";
        _comparison.Add(new Difference(Where, fault.Position.ToString(), Day: null, figure, found, expected));
    }
}
