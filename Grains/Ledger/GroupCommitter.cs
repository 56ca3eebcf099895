using Microsoft.Extensions.Options;
using RetailGrains.Failures;
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
    private readonly InFlightCounters _work;
    private readonly SiloLease _lease;
    private readonly CommitHealth _health;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Batcher<Request> _commits;

    private sealed record Request(IReadOnlyList<LedgerEntry> Entries, TaskCompletionSource<bool> Done);

    public GroupCommitter(
        ILedgerStore ledger, InFlightCounters work, SiloLease lease, CommitHealth health, IOptions<LedgerOptions> options, TimeProvider time)
    {
        (_ledger, _work, _lease, _health, _interval, _time) = (ledger, work, lease, health, options.Value.CommitInterval, time);
        int lanes = options.Value.CommitLanes;
        _commits = new Batcher<Request>(
            CommitAsync, request => request.Entries.Count, MaxTransactions / lanes, parallel: lanes, minExtraWeight: WorthACommit);
    }

    /// <summary>Completes when a commit may be tried: at once, unless commits fail and back off.</summary>
    public Task WhenOpenAsync(CancellationToken cancel) => _health.WhenOpenAsync(cancel);

    /// <summary>
    /// Completes when the entries are durable. The result is true for one of the requests that a commit served, so that commits can be
    /// counted. If it faults, the outcome is unknown, even when only another partition's entries in the same commit were refused: read
    /// the ledger.
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
            _health.OnSucceeded();
            for (int i = 0; i < together.Count; i++) together[i].Done.SetResult(i == 0);
        }
        catch (Exception e) when (together.Count > 1 && IsOfOneRequest(e))
        {
            foreach (Request request in together) await AppendAsync([request]);
        }
        catch (Exception e) // whatever went wrong, each partition resolves the outcome of its own entries
        {
            if (e is not LedgerRefusedException) _health.OnFailed(e);
            foreach (Request request in together) request.Done.SetException(e);
        }
    }

    /// <summary>
    /// The database refused data, and stored nothing: one request is the reason, and the others must not fail with it, again and again.
    /// A key that is taken is no such case, since its partition drops that transaction by itself.
    /// </summary>
    private static bool IsOfOneRequest(Exception failure) =>
        failure is not LedgerRefusedException && FailureClassifier.Classify(failure) == FailureKind.Refused;
}
