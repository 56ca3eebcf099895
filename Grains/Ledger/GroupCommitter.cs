using System.Diagnostics;
using Microsoft.Extensions.Options;
using RetailGrains.Concurrency;
using RetailGrains.Failures;
using RetailGrains.Membership;
using RetailGrains.Tracing;

namespace RetailGrains.Ledger;

/// <summary>
/// Commits the pending entries of the silo's partitions together, so that one commit serves many. A partition has at most one request here.
/// While commits are in progress, requests accumulate for the next batch. More than two commits run at once only when there is a lot to
/// commit.
/// </summary>
internal sealed class GroupCommitter : IAsyncDisposable
{
    private const int MaxTransactions = 4_000;

    // A separate commit for one transaction costs the database as much as a hundred more transactions in an existing one.
    private const int MinExtraCommitSize = 200;

    private readonly ILedgerStore _ledger;
    private readonly InFlightCounters _work;
    private readonly SiloLease _lease;
    private readonly CommitHealth _health;
    private readonly LedgerMeter _meter;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Batcher<Request> _commits;

    private sealed record Request(IReadOnlyList<LedgerEntry> Entries, GroupTrace? Trace, TaskCompletionSource<bool> Done);

    public GroupCommitter(
        ILedgerStore ledger,
        InFlightCounters work,
        SiloLease lease,
        CommitHealth health,
        LedgerMeter meter,
        IOptions<LedgerOptions> options,
        TimeProvider time)
    {
        (_ledger, _work, _lease, _health, _meter) = (ledger, work, lease, health, meter);
        (_interval, _time) = (options.Value.CommitInterval, time);
        int lanes = options.Value.CommitLanes;
        _commits = new Batcher<Request>(
            CommitAsync, request => request.Entries.Count, MaxTransactions / lanes, parallel: lanes, minExtraWeight: MinExtraCommitSize);
    }

    /// <summary>Completes when a commit may be attempted: immediately, unless commits fail and back off.</summary>
    public Task WhenOpenAsync(CancellationToken cancel) => _health.WhenOpenAsync(cancel);

    /// <summary>
    /// Completes when the entries are durable. The result is true for one request of each commit, so that commits can be counted. If it
    /// throws, the outcome is unknown, even when only another partition's entries in the same commit were refused: read the ledger.
    /// </summary>
    public Task<bool> CommitAsync(IReadOnlyList<LedgerEntry> entries, GroupTrace? trace = null)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _commits.Add(new Request(entries, trace, done));
        return done.Task;
    }

    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    private async Task CommitAsync(IReadOnlyList<Request> batch)
    {
        long began = _time.GetTimestamp();
        await AppendAsync(batch);
        bool fewOfSeveral = batch.Count > 1 && batch.Sum(request => request.Entries.Count) < MinExtraCommitSize;
        TimeSpan early = _interval - _time.GetElapsedTime(began);
        if (fewOfSeveral && early > TimeSpan.Zero) await Task.Delay(early, _time);
    }

    private async Task AppendAsync(IReadOnlyList<Request> batch)
    {
        using Activity? span = StartSpan(batch);
        IReadOnlyList<LedgerEntry> entries = batch.Count == 1 ? batch[0].Entries : [.. batch.SelectMany(request => request.Entries)];
        long began = _time.GetTimestamp();
        try
        {
            _lease.ThrowIfLapsed();
            using (_work.Begin(Work.Commit)) await _ledger.AppendAsync(entries, CancellationToken.None);
            _meter.CommitEnded(entries.Count, _time.GetElapsedTime(began), succeeded: true);
            _health.OnSucceeded();
            for (int i = 0; i < batch.Count; i++) batch[i].Done.SetResult(i == 0);
        }
        catch (Exception e) when (batch.Count > 1 && IsRefusedData(e))
        {
            _meter.CommitEnded(entries.Count, _time.GetElapsedTime(began), succeeded: false);
            foreach (Request request in batch) await AppendAsync([request]);
        }
        catch (Exception e) // whatever the failure, each partition resolves the outcome of its own entries
        {
            _meter.CommitEnded(entries.Count, _time.GetElapsedTime(began), succeeded: false);
            if (e is not LedgerRefusedException)
            {
                _health.OnFailed(e);
                span.Fail(e);
            }

            foreach (Request request in batch) request.Done.SetException(e);
        }
    }

    private static Activity? StartSpan(IReadOnlyList<Request> batch)
    {
        var requests = new CauseList();
        foreach (Request request in batch)
            if (request.Trace is { } trace)
                requests.Add(trace.Requests);
        Activity? span = Spans.StartCommit(requests.All);
        if (span is null) return null;
        span.SetTag("retail.transactions", batch.Sum(request => request.Entries.Count)).SetTag("retail.partitions", batch.Count);
        foreach (Request request in batch) request.Trace?.Commit = span.Recorded ? span.Context : default;
        return span;
    }

    /// <summary>
    /// Returns whether the database refused the data of one request and stored nothing. The other requests must not fail together with
    /// that request again and again. A duplicate key is not such a case, because its partition drops that transaction itself.
    /// </summary>
    private static bool IsRefusedData(Exception failure) =>
        failure is not LedgerRefusedException && FailureClassifier.Classify(failure) == FailureKind.Refused;
}
