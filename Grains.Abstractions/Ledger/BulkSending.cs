using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Ledger;

/// <summary>The results of many transactions.</summary>
/// <param name="Recorded">Newly recorded.</param>
/// <param name="Duplicates">
/// The ledger already had them. A transaction that this sender recorded before it lost the answer and retried counts as recorded when the
/// transactions name their provenance.
/// </param>
/// <param name="Conflicts">The ledger has their ids with other content.</param>
public readonly record struct SendTally(long Recorded, long Duplicates, long Conflicts)
{
    /// <summary>Adds the counts of two parts.</summary>
    public static SendTally operator +(SendTally a, SendTally b) =>
        new(a.Recorded + b.Recorded, a.Duplicates + b.Duplicates, a.Conflicts + b.Conflicts);

    /// <inheritdoc cref="op_Addition"/>
    public static SendTally Add(SendTally left, SendTally right) => left + right;
}

/// <summary>Sends transactions without a deadline.</summary>
public static class BulkSending
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Sends transactions and retries until each has a final result.</summary>
    public static async Task<SendTally> AppendAllAsync(
        this LedgerClient ledger, IReadOnlyList<SaleTransaction> transactions, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        SendTally tally = default;
        foreach (AppendResult result in await ledger.SendAllAsync(transactions, cancel)) tally += TallyOf(result.Status);
        return tally;
    }

    /// <summary>As <see cref="AppendAllAsync"/>, but returns the result of each transaction, in order.</summary>
    public static async Task<AppendResult[]> SendAllAsync(
        this LedgerClient ledger, IReadOnlyList<SaleTransaction> transactions, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(transactions);
        var results = new AppendResult[transactions.Count];
        int[] pending = [.. Enumerable.Range(0, transactions.Count)];
        while (pending.Length > 0)
        {
            AppendResult[] some = await ledger.AppendAsync(
                Array.ConvertAll(pending, i => transactions[i]), urgent: false, SendTimeout, cancel);
            for (int k = 0; k < pending.Length; k++) results[pending[k]] = some[k];
            pending = [.. pending.Where(i => results[i].Status == AppendStatus.Busy)];
        }

        return results;
    }

    /// <summary>Revises a transaction and retries until there is a final result.</summary>
    public static async Task<RevisionResult> ReviseUntilDoneAsync(
        this LedgerClient ledger, RevisionRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        while (true)
        {
            RevisionResult result = await ledger.ReviseAsync(request, urgent: false, SendTimeout, cancel);
            if (result.Status != RevisionStatus.Busy) return result;
        }
    }

    private static SendTally TallyOf(AppendStatus status) => status switch
    {
        AppendStatus.Recorded => new SendTally(1, 0, 0),
        AppendStatus.Duplicate => new SendTally(0, 1, 0),
        AppendStatus.Conflict => new SendTally(0, 0, 1),
        _ => default,
    };
}
