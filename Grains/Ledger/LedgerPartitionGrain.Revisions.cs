using RetailGrains.Ledger.Revisions;
using RetailGrains.Tracing;

namespace RetailGrains.Ledger;

/// <summary>Revisions wait in a separate queue, and the writer takes one between two groups.</summary>
internal sealed partial class LedgerPartitionGrain
{
    public Task<RevisionResult> ReviseAsync(RevisionRequest request, bool urgent) => Spans.CallAsync(
        nameof(ILedgerPartitionGrain),
        nameof(ReviseAsync),
        (Grain: this, request, urgent),
        static call => call.Grain.AddRevisionAsync(call.request, call.urgent)).AsTask();

    private async ValueTask<RevisionResult> AddRevisionAsync(RevisionRequest request, bool urgent)
    {
        if (!IsRevisable(request)) return new RevisionResult(RevisionStatus.Invalid);
        var revision = new PendingRevision(request, urgent);
        if (IsClosed || !_revisions.TryAdd(revision, _options.PendingBytes)) return new RevisionResult(RevisionStatus.Busy);
        _writing.Signal();
        try
        {
            return await revision.Done.WaitAsync(_options.PendingPatience, time);
        }
        catch (TimeoutException)
        {
            revision.Expire(); // the caller retries; what is being committed may still be recorded
            return new RevisionResult(RevisionStatus.Busy);
        }
    }

    /// <summary>A caller other than the API may send anything.</summary>
    private bool IsRevisable(RevisionRequest? request)
    {
        if (request is not { TransactionId: not null } || !Enum.IsDefined(request.Action)) return false;
        if (TransactionRules.RecordedId(request.TransactionId) is not null) return false;
        if (request.Note is { } note && TransactionRules.Text(note) is not null) return false;
        if (request.Action != RevisionAction.Correct)
            return request.Correction is null && Position.PartitionOf(request.TransactionId, layout.Partitions) == _partition;
        return request.Correction is { } correction && IsRecordable(correction) && correction.TransactionId == request.TransactionId;
    }

    private async Task ReviseAsync(PendingRevision revision)
    {
        RevisionOutcome outcome = RevisionOutcome.Busy;
        try
        {
            outcome = await _writer!.ReviseAsync(revision.Request, () => !revision.IsExpired);
            if (_writer.Fenced) Fence();
            else AppendToTail(outcome.Recorded, revision.Urgent);
        }
        finally
        {
            revision.Answer(outcome.Result);
        }

        ReportProgress();
        _delivering.Signal();
    }

    /// <summary>
    /// The counters of sales by store only grow, so they do not take part in what revisions take back. Figures are read from the API.
    /// </summary>
    private void AppendToTail(LedgerEntry[] recorded, bool urgent)
    {
        foreach (LedgerEntry entry in recorded) AppendToTail(entry, urgent, traced: false);
        _transactions += recorded.Length;
        if (recorded.Length > 0) meter.Recorded(_partition, recorded.Length, recorded.Sum(entry => (long)entry.Lines.Length));
    }
}
