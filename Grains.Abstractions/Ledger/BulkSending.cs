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
        for (IReadOnlyList<SaleTransaction> left = transactions; left.Count > 0;)
        {
            AppendResult[] results = await ledger.AppendAsync(left, urgent: false, Patience, cancel);
            foreach (AppendResult result in results) tally += TallyOf(result.Status);
            left = [.. left.Where((_, i) => results[i].Status == AppendStatus.Busy)];
        }

        return tally;
    }

    private static SendTally TallyOf(AppendStatus status) => status switch
    {
        AppendStatus.Recorded => new SendTally(1, 0, 0),
        AppendStatus.Duplicate => new SendTally(0, 1, 0),
        AppendStatus.Conflict => new SendTally(0, 0, 1),
        _ => default,
    };
}
