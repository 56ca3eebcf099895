using System.Diagnostics;
using RetailGrains.Concurrency;
using RetailGrains.Tracing;

namespace RetailGrains.Ledger;

internal sealed partial class LedgerPartitionGrain
{
    /// <summary>The commits of sampled requests that the next delivery continues.</summary>
    private CauseList _undelivered;

    /// <summary>A commit that is the child of another request is linked to this one, so that each trace leads to it.</summary>
    private static void LinkToCommit(PendingBatch batch)
    {
        bool isElsewhere = batch.Commit != default && batch.Commit.TraceId != batch.Request.TraceId;
        if (isElsewhere) Activity.Current?.AddLink(new ActivityLink(batch.Commit));
    }

    private void OnWritten(GroupTrace? trace, List<PendingAppend> group)
    {
        if (trace is null) return;
        trace.Complete(group);
        _undelivered.Add(trace.Commit);
    }

    private async Task<bool> DeliverNextAsync()
    {
        IReadOnlyList<ActivityContext> commits = _undelivered.Take();
        using Activity? span = commits.Count > 0 ? Spans.StartRoot(Spans.Deliver, ActivityKind.Internal, commits) : null;
        span?.SetTag("retail.partition", _partition);
        using (work.Begin(Work.Delivery)) return await _delivery.DeliverAsync(_options.DeliveryRun);
    }
}
