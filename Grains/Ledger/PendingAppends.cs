using System.Diagnostics;
using RetailGrains.Tracing;

namespace RetailGrains.Ledger;

/// <summary>One transaction that waits for its commit, with its index in the batch, where its result belongs.</summary>
internal readonly record struct PendingAppend(PendingBatch Batch, int Index)
{
    public SaleTransaction Transaction => Batch.Transactions[Index];

    public bool Urgent => Batch.Urgent;

    /// <summary>The caller's span is sampled.</summary>
    public bool IsTraced => Batch.Request != default;

    public long Size => Batch.SizeOf(Index);

    public void Answer(AppendResult result) => Batch.Answer(Index, result);
}

/// <summary>
/// A caller's transactions. The caller gets its answer when the last of them has its result, or when its timeout has expired.
/// </summary>
internal sealed class PendingBatch(SaleTransaction[] transactions, bool urgent)
{
    private readonly long[] _sizes = Array.ConvertAll(transactions, TransactionSize.Of);
    private readonly AppendResult[] _results = new AppendResult[transactions.Length];
    private readonly TaskCompletionSource<AppendResult[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = transactions.Length;

    public SaleTransaction[] Transactions { get; } = transactions;

    public bool Urgent { get; } = urgent;

    /// <summary>The caller's span, if it is sampled.</summary>
    public ActivityContext Request { get; } = Spans.Current;

    /// <summary>The span of the commit that recorded a transaction of a sampled caller.</summary>
    public ActivityContext Commit { get; set; }

    /// <summary>Returns the size of a transaction, by <see cref="TransactionSize"/>.</summary>
    public long SizeOf(int index) => _sizes[index];

    /// <summary>An empty batch is done immediately.</summary>
    public Task<AppendResult[]> Done => _results.Length == 0 ? Task.FromResult(_results) : _done.Task;

    /// <summary>The caller got its answer before all results were known.</summary>
    public bool IsExpired { get; private set; }

    public void Answer(int index, AppendResult result)
    {
        if (IsExpired) return;
        _results[index] = result;
        if (--_open == 0) _done.SetResult(_results);
    }

    /// <summary>Ends the caller's wait: returns the results so far, and busy for the others.</summary>
    public AppendResult[] Expire()
    {
        IsExpired = true;
        return _results;
    }
}

/// <summary>A partition's transactions that wait for their commit, in the order of arrival, with their number of lines and bytes.</summary>
internal sealed class PendingAppends
{
    private readonly Queue<PendingAppend> _queue = new();

    /// <summary>Lines of the waiting transactions.</summary>
    public long Lines { get; private set; }

    /// <summary>Size of the waiting transactions, by <see cref="TransactionSize"/>.</summary>
    public long Bytes { get; private set; }

    /// <summary>Number of waiting transactions.</summary>
    public int Count => _queue.Count;

    public bool IsEmpty => _queue.Count == 0;

    public void Add(PendingBatch batch)
    {
        for (int i = 0; i < batch.Transactions.Length; i++)
        {
            _queue.Enqueue(new PendingAppend(batch, i));
            Lines += batch.Transactions[i].Lines.Length;
            Bytes += batch.SizeOf(i);
        }
    }

    /// <summary>Takes the next group: at least one transaction, and no more than the limits allow. It omits expired transactions.</summary>
    public List<PendingAppend> TakeGroup(int maxTransactions, int maxLines, long maxBytes)
    {
        var group = new List<PendingAppend>();
        int lines = 0;
        long bytes = 0;
        while (group.Count < maxTransactions && _queue.TryPeek(out PendingAppend next))
        {
            if (!next.Batch.IsExpired)
            {
                lines += next.Transaction.Lines.Length;
                bytes += next.Size;
                if (group.Count > 0 && (lines > maxLines || bytes > maxBytes)) break;
                group.Add(next);
            }

            Dequeue();
        }

        return group;
    }

    /// <summary>Drops expired transactions from the front of the queue. One behind a live transaction stays until it is first.</summary>
    public void DropExpired()
    {
        while (_queue.TryPeek(out PendingAppend next) && next.Batch.IsExpired) Dequeue();
    }

    /// <summary>Answers all waiting transactions as busy.</summary>
    public void Refuse()
    {
        while (_queue.TryDequeue(out PendingAppend pending)) pending.Answer(default);
        (Lines, Bytes) = (0, 0);
    }

    private void Dequeue()
    {
        PendingAppend gone = _queue.Dequeue();
        Lines -= gone.Transaction.Lines.Length;
        Bytes -= gone.Size;
    }
}
