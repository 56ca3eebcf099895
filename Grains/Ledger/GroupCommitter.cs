using Microsoft.Extensions.Options;
using RetailGrains.Membership;

namespace RetailGrains.Ledger;

/// <summary>
/// Commits what the silo's partitions have waiting together, so that one commit serves many. A partition has at most one request here;
/// while commits are under way, the next collects; more than two are under way at once only when there is much to commit.
/// </summary>
internal sealed class GroupCommitter : IAsyncDisposable
{
    private const int MaxTransactions = 4_000;

    // A commit of one transaction costs the database as much as a hundred more in another would.
    private const int WorthACommit = 200;

    private readonly ILedgerStore _ledger;
    private readonly WorkInFlight _work;
    private readonly SiloLease _lease;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Gatherer<Request> _commits;

    private sealed record Request(IReadOnlyList<LedgerEntry> Entries, TaskCompletionSource<bool> Done);

    public GroupCommitter(ILedgerStore ledger, WorkInFlight work, SiloLease lease, IOptions<LedgerOptions> options, TimeProvider time)
    {
        (_ledger, _work, _lease, _interval, _time) = (ledger, work, lease, options.Value.CommitInterval, time);
        int lanes = options.Value.CommitLanes;
        _commits = new Gatherer<Request>(
            CommitAsync, request => request.Entries.Count, MaxTransactions / lanes, parallel: lanes, worthwhile: WorthACommit);
    }

    /// <summary>
    /// Completes when the entries are durable: true for one of those whom a commit served, so that commits can be counted. A fault means that they may or may not be, also where only another partition's entries in
    /// the same commit were refused: read the ledger.
    /// </summary>
    public Task<bool> CommitAsync(IReadOnlyList<LedgerEntry> entries)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _commits.Add(new Request(entries, done));
        return done.Task;
    }

    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    private async Task CommitAsync(IReadOnlyList<Request> together)
    {
        long began = _time.GetTimestamp();
        await AppendAsync(together);
        bool fewOfSeveral = together.Count > 1 && together.Sum(request => request.Entries.Count) < WorthACommit;
        TimeSpan early = _interval - _time.GetElapsedTime(began);
        if (fewOfSeveral && early > TimeSpan.Zero) await Task.Delay(early, _time);
    }

    private async Task AppendAsync(IReadOnlyList<Request> together)
    {
        try
        {
            IReadOnlyList<LedgerEntry> entries =
                together.Count == 1 ? together[0].Entries : [.. together.SelectMany(request => request.Entries)];
            _lease.ThrowIfLapsed();
            using (_work.Begin(Work.Commit)) await _ledger.AppendAsync(entries, CancellationToken.None);
            for (int i = 0; i < together.Count; i++) together[i].Done.SetResult(i == 0);
        }
#pragma warning disable CA1031 // Whatever went wrong, the outcome is unknown to every request, and each partition settles its own.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (Request request in together) request.Done.SetException(e);
        }
    }
}
