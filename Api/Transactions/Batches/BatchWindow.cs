using RetailGrains.Ledger;

namespace RetailGrains.Api.Transactions.Batches;

/// <summary>
/// Consecutive items of a batch that are sent to the ledger together. A window has each id once, so that items keep their order.
/// </summary>
internal sealed class BatchWindow(long firstIndex)
{
    private const int MaxItems = 1_000;

    private const int MaxLines = 20_000;

    /// <summary>The maximum bytes of the transactions and of the errors of invalid items.</summary>
    private const int MaxBytes = TransactionSize.MaxWindowBytes;

    private readonly List<ReadItem> _items = [];
    private readonly List<SaleTransaction> _transactions = [];
    private readonly HashSet<string> _ids = [];
    private int _lines;

    /// <summary>The size of its content.</summary>
    public long Bytes { get; private set; }

    public bool IsEmpty => _items.Count == 0;

    public long NextIndex => firstIndex + _items.Count;

    /// <summary>The valid transactions, which are sent to the ledger.</summary>
    public IReadOnlyList<SaleTransaction> Transactions => _transactions;

    /// <summary>False when the window is full or already has the item's id.</summary>
    public bool TryAdd(in ReadItem item)
    {
        int lines = item.Transaction?.Lines.Length ?? 0;
        long bytes = SizeOf(item);
        bool full = _items.Count == MaxItems || _lines + lines > MaxLines || Bytes + bytes > MaxBytes;
        if (full && !IsEmpty) return false;
        if (item.Transaction is { } transaction)
        {
            if (!_ids.Add(transaction.TransactionId)) return false;
            _transactions.Add(transaction);
        }

        _lines += lines;
        Bytes += bytes;

        _items.Add(item);
        return true;
    }

    public bool SharesIdsWith(BatchWindow other) => _ids.Overlaps(other._ids);

    /// <summary>The results of all items, in order.</summary>
    /// <param name="answers">The ledger's answers for the transactions, in order; null when their outcome is unknown.</param>
    /// <param name="conflicts">The errors of the conflicts among them, in order.</param>
    public BatchResult[] Results(AppendResult[]? answers, IReadOnlyList<Dictionary<string, string[]>> conflicts)
    {
        var results = new BatchResult[_items.Count];
        var errors = new Queue<Dictionary<string, string[]>>(conflicts);
        for (int i = 0, sent = 0; i < results.Length; i++)
        {
            results[i] = _items[i].Problems is { } problems
                ? new BatchResult(firstIndex + i, _items[i].TransactionId, "invalid", null, problems.ToDictionary())
                : ResultOf(firstIndex + i, _items[i], answers?[sent++] ?? default, errors);
        }

        return results;
    }

    private static long SizeOf(in ReadItem item) =>
        item.Transaction is { } transaction ? TransactionSize.Of(transaction) : TransactionSize.HeadBytes + (item.Problems?.Length ?? 0);

    private static BatchResult ConflictOf(long index, in ReadItem item, AppendResult answer, Dictionary<string, string[]> errors) => new(
        index,
        item.TransactionId,
        "conflict",
        ConflictErrors.AreOfAnotherStore(errors) ? null : answer.Position.ToString(),
        errors);

    private static BatchResult ResultOf(
        long index, in ReadItem item, AppendResult answer, Queue<Dictionary<string, string[]>> conflicts) => answer.Status switch
        {
            AppendStatus.Recorded => new BatchResult(index, item.TransactionId, "recorded", answer.Position.ToString(), null),
            AppendStatus.Duplicate => new BatchResult(index, item.TransactionId, "duplicate", answer.Position.ToString(), null),
            AppendStatus.Conflict => ConflictOf(index, item, answer, conflicts.Dequeue()),
            AppendStatus.UnknownTimeZone => new BatchResult(
                index, item.TransactionId, "invalid", null, new Dictionary<string,
                string[]>
                { ["storeId"] = [TransactionRecorder.UnknownTimeZone] }),
            AppendStatus.Invalid => new BatchResult(
                index, item.TransactionId, "invalid", null, new Dictionary<string, string[]> { ["$"] = [TransactionRecorder.Invalid] }),
            AppendStatus.Busy => new BatchResult(index, item.TransactionId, "busy", null, null),
            _ => throw new InvalidOperationException($"A partition answered {answer.Status}."),
        };
}
