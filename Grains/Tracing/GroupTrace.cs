using System.Diagnostics;
using RetailGrains.Ledger;

namespace RetailGrains.Tracing;

/// <summary>The sampled requests of a group of transactions, and the commit that recorded them.</summary>
internal sealed class GroupTrace
{
    private GroupTrace(IReadOnlyList<ActivityContext> requests) => Requests = requests;

    /// <summary>The requests' spans.</summary>
    public IReadOnlyList<ActivityContext> Requests { get; }

    /// <summary>The span of the last commit; default before it.</summary>
    public ActivityContext Commit { get; set; }

    /// <summary>Returns the trace of a group; null when no request of it is sampled.</summary>
    public static GroupTrace? Of(List<PendingAppend> group)
    {
        var requests = new CauseList();
        foreach (PendingAppend pending in group) requests.Add(pending.Batch.Request);
        return requests.All.Count > 0 ? new GroupTrace(requests.All) : null;
    }

    /// <summary>Lets the requests of a group refer to the commit.</summary>
    public void Complete(List<PendingAppend> group)
    {
        foreach (PendingAppend pending in group) pending.Batch.Commit = Commit;
    }
}
