namespace RetailGrains.Ledger;

/// <summary>What became of many transactions.</summary>
/// <param name="Recorded">Newly recorded.</param>
/// <param name="Duplicates">The ledger had them already; or they were recorded, the answer was lost, and they were sent again.</param>
/// <param name="Conflicts">The ledger has their id with other content.</param>
public readonly record struct SendTally(long Recorded, long Duplicates, long Conflicts)
{
    /// <summary>Both together.</summary>
    public static SendTally operator +(SendTally a, SendTally b) =>
        new(a.Recorded + b.Recorded, a.Duplicates + b.Duplicates, a.Conflicts + b.Conflicts);

    /// <inheritdoc cref="op_Addition"/>
    public static SendTally Add(SendTally left, SendTally right) => left + right;
}

/// <summary>The answer to one of many transactions.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Resent">It was sent more than once, so this sender's earlier attempt may be what makes it a duplicate.</param>
public readonly record struct SendOutcome(AppendResult Result, bool Resent);

/// <summary>Sending that has time.</summary>
public static class BulkSending
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Sends transactions until every one of them has its answer, for as long as it takes.</summary>
    public static async Task<SendTally> AppendAllAsync(
        this LedgerClient ledger, IReadOnlyList<SaleTransaction> transactions, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        SendTally tally = default;
        foreach (SendOutcome outcome in await ledger.SendAllAsync(transactions, cancel)) tally += TallyOf(outcome.Result.Status);
        return tally;
    }

    /// <summary>The same, with the answer to each, in order.</summary>
    public static async Task<SendOutcome[]> SendAllAsync(
        this LedgerClient ledger, IReadOnlyList<SaleTransaction> transactions, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(transactions);
        var outcomes = new SendOutcome[transactions.Count];
        int[] left = [.. Enumerable.Range(0, transactions.Count)];
        for (bool again = false; left.Length > 0; again = true)
        {
            var resent = new bool[left.Length];
            AppendResult[] results = await ledger.AppendAsync(
                Array.ConvertAll(left, i => transactions[i]), urgent: false, Patience, cancel, resent);
            for (int k = 0; k < left.Length; k++) outcomes[left[k]] = new SendOutcome(results[k], again || resent[k]);
            left = [.. left.Where(i => outcomes[i].Result.Status == AppendStatus.Busy)];
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
