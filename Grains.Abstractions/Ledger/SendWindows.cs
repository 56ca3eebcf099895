namespace RetailGrains.Ledger;

/// <summary>Cuts what is sent to one partition into windows, each small enough for one message. Pure.</summary>
public static class SendWindows
{
    /// <summary>The windows, in order, as places in <paramref name="transactions"/>.</summary>
    /// <param name="places">Of the partition's transactions.</param>
    /// <param name="transactions">All of them.</param>
    /// <param name="results">Is set for those that are too large to be sent, which are in no window.</param>
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
