using RetailGrains.Ledger;

namespace RetailGrains.Streams;

/// <summary>
/// Splits items into windows that are sent to the ledger one after another. A window holds every id once, so that of two items with the
/// same id the first is recorded, even when a partition is busy with one of them.
/// </summary>
internal static class SalesWindows
{
    public const int MaxTransactions = 1_000;
    public const int MaxLines = 20_000;
    public const int MaxBytes = TransactionSize.MaxWindowBytes;

    public static IEnumerable<List<SalesItem>> Of(IEnumerable<SalesItem> items)
    {
        List<SalesItem> window = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        int lines = 0;
        long bytes = 0;
        foreach (SalesItem item in items)
        {
            SaleTransaction transaction = item.Read.Transaction!;
            long size = TransactionSize.Of(transaction);
            bool full = window.Count == MaxTransactions || lines + transaction.Lines.Length > MaxLines || bytes + size > MaxBytes;
            if (window.Count > 0 && (full || ids.Contains(transaction.TransactionId)))
            {
                yield return window;
                (window, lines, bytes) = ([], 0, 0);
                ids.Clear();
            }

            window.Add(item);
            ids.Add(transaction.TransactionId);
            lines += transaction.Lines.Length;
            bytes += size;
        }

        if (window.Count > 0) yield return window;
    }
}
