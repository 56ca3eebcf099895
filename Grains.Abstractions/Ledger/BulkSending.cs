namespace RetailGrains.Ledger;

/// <summary>The results of many transactions.</summary>
/// <param name="Recorded">Newly recorded.</param>
/// <param name="Duplicates">
/// The ledger already had them. This includes transactions that this sender recorded before it lost the answer and retried.
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

/// <summary>The result of one of many transactions.</summary>
/// <param name="Result">The result.</param>
/// <param name="Resent">The transaction was sent more than once, so an earlier attempt of this sender may have made it a duplicate.</param>
public readonly record struct SendOutcome(AppendResult Result, bool Resent);

/// <summary>Sends transactions without a deadline.</summary>
public static class BulkSending
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Sends transactions and retries until each has a final result.</summary>
    public static async Task<SendTally> AppendAllAsync(
        this LedgerClient ledger, IReadOnlyList<SaleTransaction> transactions, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        SendTally tally = default;
        foreach (SendOutcome outcome in await ledger.SendAllAsync(transactions, cancel)) tally += TallyOf(outcome.Result.Status);
        return tally;
    }

    /// <summary>As <see cref="AppendAllAsync"/>, but returns the result of each transaction, in order.</summary>
    public static async Task<SendOutcome[]> SendAllAsync(
        this LedgerClient ledger, IReadOnlyList<SaleTransaction> transactions, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(transactions);
        var outcomes = new SendOutcome[transactions.Count];
        int[] pending = [.. Enumerable.Range(0, transactions.Count)];
        for (bool again = false; pending.Length > 0; again = true)
        {
            var resent = new bool[pending.Length];
            AppendResult[] results = await ledger.AppendAsync(
                Array.ConvertAll(pending, i => transactions[i]), urgent: false, Patience, cancel, resent);
            for (int k = 0; k < pending.Length; k++) outcomes[pending[k]] = new SendOutcome(results[k], again || resent[k]);
            pending = [.. pending.Where(i => outcomes[i].Result.Status == AppendStatus.Busy)];
        }

        return outcomes;
    }

    private static SendTally TallyOf(AppendStatus status) => status switch
    {
        AppendStatus.Recorded => new SendTally(1, 0, 0),
        AppendStatus.Duplicate => new SendTally(0, 1, 0),
        AppendStatus.Conflict => new SendTally(0, 0, 1),
        _ => default,
    };
}
