namespace RetailGrains.Ledger.Revisions;

/// <summary>A request to revise a transaction that waits for its turn. The caller gets its answer, or stops waiting.</summary>
internal sealed class PendingRevision(RevisionRequest request, bool urgent)
{
    private readonly TaskCompletionSource<RevisionResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RevisionRequest Request { get; } = request;

    public bool Urgent { get; } = urgent;

    /// <summary>By <see cref="TransactionSize"/>.</summary>
    public long Size { get; } = request.Correction is { } correction ? TransactionSize.Of(correction) : TransactionSize.HeadBytes;

    public Task<RevisionResult> Done => _done.Task;

    /// <summary>The caller no longer waits, so the request need not be started or retried.</summary>
    public bool IsExpired { get; private set; }

    public void Answer(RevisionResult result) => _done.TrySetResult(result);

    public void Expire() => IsExpired = true;
}

/// <summary>A partition's requests to revise transactions, in the order of arrival.</summary>
internal sealed class PendingRevisions
{
    /// <summary>Each needs a commit, so a longer queue would not be finished before its callers stop waiting.</summary>
    private const int MaxWaiting = 1_000;

    private readonly Queue<PendingRevision> _queue = new();

    /// <summary>Size of the waiting requests.</summary>
    public long Bytes { get; private set; }

    public bool IsEmpty => _queue.Count == 0;

    /// <summary>False when there is no room for more.</summary>
    public bool TryAdd(PendingRevision revision, long maxBytes)
    {
        if (_queue.Count >= MaxWaiting || Bytes >= maxBytes) return false;
        _queue.Enqueue(revision);
        Bytes += revision.Size;
        return true;
    }

    /// <summary>Takes the next request whose caller still waits; null when there is none.</summary>
    public PendingRevision? Take()
    {
        while (_queue.TryDequeue(out PendingRevision? next))
        {
            Bytes -= next.Size;
            if (!next.IsExpired) return next;
        }

        return null;
    }

    /// <summary>Answers all waiting requests as busy.</summary>
    public void Refuse()
    {
        while (Take() is { } next) next.Answer(new RevisionResult(RevisionStatus.Busy));
    }
}
