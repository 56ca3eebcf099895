using Microsoft.Extensions.Options;
using RetailGrains.Failures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Membership;

namespace RetailGrains.Figures;

/// <summary>
/// Writes the silo's changed entities to the projection tables in bulk: what is handed in while one write is under way goes into the next.
/// When a write has failed, the next waits, so that the database is asked as rarely for thousands of entities as for one.
/// </summary>
internal sealed class ProjectionWriter : IAsyncDisposable
{
    private readonly IProjectionStore _projections;
    private readonly InFlightCounters _work;
    private readonly SiloLease _lease;
    private readonly WriteGate _gate;
    private readonly Batcher<Request> _saves;

    private sealed record Request(int Generation, EntitySnapshot Snapshot, TaskCompletionSource<bool> Done);

    public ProjectionWriter(
        IProjectionStore projections, InFlightCounters work, SiloLease lease, IOptions<LedgerOptions> options, TimeProvider time)
    {
        (_projections, _work, _lease, _gate) = (projections, work, lease, new WriteGate(time));
        _saves = new Batcher<Request>(SaveAsync, request => 1 + request.Snapshot.ChangedDays.Count, options.Value.SaveRows);
    }

    /// <summary>Saves; false when the snapshot is a stale twin's. A fault leaves open whether it is saved.</summary>
    public Task<bool> SaveAsync(int generation, EntitySnapshot snapshot)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _saves.Add(new Request(generation, snapshot, done));
        return done.Task;
    }

    public ValueTask DisposeAsync() => _saves.DisposeAsync();

    private async Task SaveAsync(IReadOnlyList<Request> together)
    {
        await _gate.WhenOpenAsync(CancellationToken.None);
        foreach (IGrouping<int, Request> generation in together.GroupBy(request => request.Generation))
            await SaveAsync(generation.Key, [.. generation]);
    }

    private async Task SaveAsync(int generation, Request[] requests)
    {
        try
        {
            EntitySnapshot[] snapshots = Array.ConvertAll(requests, request => request.Snapshot);
            bool[] saved;
            _lease.ThrowIfLapsed();
            using (_work.Begin(Work.Save)) saved = await _projections.SaveAsync(generation, snapshots, CancellationToken.None);
            _gate.OnSucceeded();
            for (int i = 0; i < requests.Length; i++) requests[i].Done.SetResult(saved[i]);
        }
        catch (Exception e) when (requests.Length > 1 && IsOfOne(e))
        {
            // Nothing of it is written: the halves are, but for the entity that can't be.
            await SaveAsync(generation, requests[..(requests.Length / 2)]);
            await SaveAsync(generation, requests[(requests.Length / 2)..]);
        }
        // Each entity tries again; whether this write came through is told by the versions then.
        catch (Exception e)
        {
            FailureKind kind = FailureClassifier.Classify(e);
            if (kind != FailureKind.Refused) _gate.OnFailed(kind); // refused data is no reason for others to wait
            foreach (Request request in requests) request.Done.SetException(e);
        }
    }

    /// <summary>
    /// Whether one entity's values may be what failed: data that the database refuses, or a value that the driver cannot write. Whatever
    /// else fails, fails for all.
    /// </summary>
    private static bool IsOfOne(Exception failure) => FailureClassifier.Classify(failure) is FailureKind.Refused or FailureKind.Bug;
}
