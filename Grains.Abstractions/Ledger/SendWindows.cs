namespace RetailGrains.Ledger;

/// <summary>Splits one partition's transactions into windows that each fit into one message. Pure.</summary>
public static class SendWindows
{
    /// <summary>Returns the windows, in order, as indexes into <paramref name="transactions"/>.</summary>
    /// <param name="places">The indexes of the partition's transactions.</param>
    /// <param name="transactions">The transactions of all partitions.</param>
    /// <param name="results">Set for transactions that are too large to send; no window includes them.</param>
    public static IEnumerable<IReadOnlyList<int>> Of(
        IReadOnlyList<int> places, IReadOnlyList<SaleTransaction> transactions, AppendResult[] results)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentNullException.ThrowIfNull(transactions);
        ArgumentNullException.ThrowIfNull(results);
        return Cut(places, transactions, results);
    }

    private static IEnumerable<IReadOnlyList<int>> Cut(
        IReadOnlyList<int> places, IReadOnlyList<SaleTransaction> transactions, AppendResult[] results)
    {
        var window = new List<int>();
        long bytes = 0;
        foreach (int place in places)
        {
            long size = TransactionSize.Of(transactions[place]);
            if (TransactionRules.Size(size) is not null)
            {
                results[place] = new AppendResult(AppendStatus.Invalid, default);
                continue;
            }

            if (window.Count > 0 && bytes + size > TransactionSize.MaxWindowBytes)
            {
                yield return window;
                (window, bytes) = ([], 0);
            }

            window.Add(place);
            bytes += size;
        }

        if (window.Count > 0) yield return window;
    }
}
