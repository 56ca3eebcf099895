using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions;

/// <summary>A run of a batch's items that is sent to the ledger at once. It holds every id once, so that items keep their order.</summary>
internal sealed class BatchWindow(long firstIndex)
{
    private const int MostItems = 1_000;

    // With the most lines that a transaction can have, a thousand of them would be half a gigabyte.
    private const int MostLines = 20_000;

    private readonly List<ReadItem> _items = [];
    private readonly List<SaleTransaction> _transactions = [];
    private readonly HashSet<string> _ids = [];
    private int _lines;

    public bool IsEmpty => _items.Count == 0;

    public long NextIndex => firstIndex + _items.Count;

    /// <summary>What is sent to the ledger.</summary>
    public IReadOnlyList<SaleTransaction> Transactions => _transactions;

    /// <summary>False when the window is full, or holds the item's id.</summary>
    public bool TryAdd(in ReadItem item)
    {
        if (_items.Count == MostItems || _lines >= MostLines) return false;
        if (item.Transaction is { } transaction)
        {
            if (!_ids.Add(transaction.TransactionId)) return false;
            _transactions.Add(transaction);
            _lines += transaction.Lines.Length;
        }

        _items.Add(item);
        return true;
    }

    public bool SharesIdsWith(BatchWindow other) => _ids.Overlaps(other._ids);

    /// <summary>The results of all items, in order.</summary>
    /// <param name="answers">To the transactions, in order; null when it is not known what became of them.</param>
    public BatchResult[] Results(AppendResult[]? answers)
    {
        var results = new BatchResult[_items.Count];
        for (int i = 0, sent = 0; i < results.Length; i++)
        {
            results[i] = _items[i].Problems is { } problems
                ? new BatchResult(firstIndex + i, _items[i].TransactionId, "invalid", null, problems.ToDictionary())
                : ResultOf(firstIndex + i, _items[i], answers?[sent++] ?? default);
        }

        return results;
    }

    private static BatchResult ResultOf(long index, in ReadItem item, AppendResult answer) => answer.Status switch
    {
        AppendStatus.Recorded => new BatchResult(index, item.TransactionId, "recorded", answer.Position.ToString(), null),
        AppendStatus.Duplicate => new BatchResult(index, item.TransactionId, "duplicate", answer.Position.ToString(), null),
        AppendStatus.Conflict => new BatchResult(index, item.TransactionId, "conflict", answer.Position.ToString(), null),
        AppendStatus.UnknownTimeZone => new BatchResult(
            index, item.TransactionId, "invalid", null, new Dictionary<string, string[]> { ["storeId"] = [Recording.UnknownTimeZone] }),
        AppendStatus.Busy => new BatchResult(index, item.TransactionId, "busy", null, null),
        _ => throw new InvalidOperationException($"A partition answered {answer.Status}."),
    };
}
