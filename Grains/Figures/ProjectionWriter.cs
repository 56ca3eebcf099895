using System.Diagnostics;
using Microsoft.Extensions.Options;
using RetailGrains.Concurrency;
using RetailGrains.Failures;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Membership;
using RetailGrains.Tracing;

namespace RetailGrains.Figures;

/// <summary>
/// Writes the silo's changed entities to the projection tables in batches: entities that arrive during a write go into the next one. After
/// a failed write the next one is delayed, so that thousands of entities do not cause more queries than one.
/// </summary>
internal sealed class ProjectionWriter : IAsyncDisposable
{
    private readonly IProjectionStore _projections;
    private readonly InFlightCounters _work;
    private readonly SiloLease _lease;
    private readonly FigureMeter _meter;
    private readonly TimeProvider _time;
    private readonly WriteGate _gate;
    private readonly Batcher<Request> _saves;

    private sealed record Request(
        int Generation, EntitySnapshot Snapshot, IReadOnlyList<ActivityContext> Deliveries, TaskCompletionSource<bool> Done);

    public ProjectionWriter(
        IProjectionStore projections,
        InFlightCounters work,
        SiloLease lease,
        FigureMeter meter,
        IOptions<LedgerOptions> options,
        TimeProvider time)
    {
        (_projections, _work, _lease, _meter, _time, _gate) = (projections, work, lease, meter, time, new WriteGate(time));
        _saves = new Batcher<Request>(SaveAsync, request => 1 + request.Snapshot.ChangedDays.Count, options.Value.SaveRows);
    }

    /// <summary>Saves a snapshot; false when it is a stale twin's. If it throws, whether the snapshot is saved is unknown.</summary>
    /// <param name="generation">The generation of the snapshot.</param>
    /// <param name="snapshot">The entity as it is to be saved.</param>
    /// <param name="deliveries">The sampled spans that changed it.</param>
    public Task<bool> SaveAsync(int generation, EntitySnapshot snapshot, IReadOnlyList<ActivityContext> deliveries)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _saves.Add(new Request(generation, snapshot, deliveries, done));
        return done.Task;
    }

    public ValueTask DisposeAsync() => _saves.DisposeAsync();

    private async Task SaveAsync(IReadOnlyList<Request> batch)
    {
        await _gate.WhenOpenAsync(CancellationToken.None);
        foreach (IGrouping<int, Request> generation in batch.GroupBy(request => request.Generation))
            await SaveAsync(generation.Key, [.. generation]);
    }

    private async Task SaveAsync(int generation, Request[] requests)
    {
        using Activity? span = StartSpan(requests);
        long began = _time.GetTimestamp();
        try
        {
            EntitySnapshot[] snapshots = Array.ConvertAll(requests, request => request.Snapshot);
            bool[] saved;
            _lease.ThrowIfLapsed();
            using (_work.Begin(Work.Save)) saved = await _projections.SaveAsync(generation, snapshots, CancellationToken.None);
            _meter.Wrote(_time.GetElapsedTime(began), saved);
            _gate.OnSucceeded();
            for (int i = 0; i < requests.Length; i++) requests[i].Done.SetResult(saved[i]);
        }
        catch (Exception e) when (requests.Length > 1 && IsRefusedData(e))
        {
            _meter.WriteFailed(_time.GetElapsedTime(began));
            // The database has written nothing. Each half is written separately, so that only the entity with bad data fails.
            await SaveAsync(generation, requests[..(requests.Length / 2)]);
            await SaveAsync(generation, requests[(requests.Length / 2)..]);
        }
        // Each entity retries; the versions then reveal whether this write succeeded.
        catch (Exception e)
        {
            span.Fail(e);
            _meter.WriteFailed(_time.GetElapsedTime(began));
            _gate.OnFailed(FailureClassifier.Classify(e));
            foreach (Request request in requests) request.Done.SetException(e);
        }
    }

    private static Activity? StartSpan(Request[] requests)
    {
        var deliveries = new CauseList();
        foreach (Request request in requests) deliveries.Add(request.Deliveries);
        return Spans.StartRoot(Spans.Save, ActivityKind.Internal, deliveries.All)?.SetTag("retail.entities", requests.Length);
    }

    /// <summary>
    /// Returns whether a single entity's values may have caused the failure: data that the database refuses, or a value that the driver
    /// cannot write. Any other failure affects all entities.
    /// </summary>
    private static bool IsRefusedData(Exception failure) => FailureClassifier.Classify(failure) is FailureKind.Refused or FailureKind.Bug;
}
