namespace RetailGrains.Ledger;

/// <summary>One transaction that waits for its commit, and where its answer goes.</summary>
internal readonly record struct PendingAppend(PendingBatch Batch, int Index)
{
    public SaleTransaction Transaction => Batch.Transactions[Index];

    public bool Urgent => Batch.Urgent;

    public void Answer(AppendResult result) => Batch.Answer(Index, result);
}

/// <summary>A caller's transactions; the caller is answered when the last of them is settled.</summary>
internal sealed class PendingBatch(SaleTransaction[] transactions, bool urgent)
{
    private readonly AppendResult[] _results = new AppendResult[transactions.Length];
    private readonly TaskCompletionSource<AppendResult[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = transactions.Length;

    public SaleTransaction[] Transactions { get; } = transactions;

    public bool Urgent { get; } = urgent;

    /// <summary>None are done at once.</summary>
    public Task<AppendResult[]> Done => _results.Length == 0 ? Task.FromResult(_results) : _done.Task;

    public void Answer(int index, AppendResult result)
    {
        _results[index] = result;
        if (--_open == 0) _done.SetResult(_results);
    }
}

/// <summary>What waits in a partition for its commit, in the order of arrival, counted in lines.</summary>
internal sealed class PendingAppends
{
    private readonly Queue<PendingAppend> _queue = new();

    public long Lines { get; private set; }

    public bool IsEmpty => _queue.Count == 0;

    public void Add(PendingBatch batch)
    {
        for (int i = 0; i < batch.Transactions.Length; i++)
        {
            _queue.Enqueue(new PendingAppend(batch, i));
            Lines += batch.Transactions[i].Lines.Length;
        }
    }

    /// <summary>Takes the next group: at least one, and no more than the bounds allow.</summary>
    public List<PendingAppend> TakeGroup(int maxTransactions, int maxLines)
    {
        var group = new List<PendingAppend>();
        int lines = 0;
        while (group.Count < maxTransactions && _queue.TryPeek(out PendingAppend next))
        {
            lines += next.Transaction.Lines.Length;
            if (group.Count > 0 && lines > maxLines) break;
            group.Add(_queue.Dequeue());
            Lines -= next.Transaction.Lines.Length;
        }

        return group;
    }

    /// <summary>Tells everybody who waits to come again.</summary>
    public void Refuse()
    {
        while (_queue.TryDequeue(out PendingAppend pending)) pending.Answer(default);
        Lines = 0;
    }
}
