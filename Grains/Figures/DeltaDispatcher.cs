using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using RetailGrains.Concurrency;
using RetailGrains.Ledger;
using RetailGrains.Membership;
using RetailGrains.Tracing;

namespace RetailGrains.Figures;

/// <summary>A delta and its entity.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Delta">The delta.</param>
/// <param name="Span">The span of the delivery, if the delta is part of a trace.</param>
internal readonly record struct PendingDelta(EntityTail Entity, Delta Delta, Activity? Span = null);

/// <param name="Receipt">
/// The entity's answer. Null when it did not answer: whether it has applied the delta is unknown, and a retry is safe.
/// </param>
/// <param name="CountsCall">The call counts as this delta's; the other deltas of the batch do not count it.</param>
/// <param name="Fault">The failure, when there is no answer.</param>
internal readonly record struct DeliveryResult(DeltaReceipt? Receipt, bool CountsCall, Exception? Fault);

/// <summary>
/// Sends the silo's deltas. It batches deltas for the same entity that partitions add at about the same time into one call, and the calls
/// of entities that belong to another silo into one message, because a call or message costs more than its content. An entity whose silo
/// does not answer for it is called directly, wherever it is.
/// </summary>
internal sealed partial class DeltaDispatcher : IAsyncDisposable
{
    private static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(10);

    /// <summary>Maximum time for which a batch collects, in delays.</summary>
    private const int MaxDelays = 10;

    private readonly EntityGrains _entities;
    private readonly DeltaReceivers _receivers;
    private readonly EntityPlacement _placement;
    private readonly SiloAddress _local;
    private readonly FigureMeter _meter;
    private readonly TimeProvider _time;
    private readonly ILogger<DeltaDispatcher> _logger;
    private readonly Batcher<DeltaBatch> _batches;
    private long _added;
    private int _urgentWaiting;

    public DeltaDispatcher(
        EntityGrains entities,
        DeltaReceivers receivers,
        EntityPlacement placement,
        ILocalSiloDetails silo,
        FigureMeter meter,
        TimeProvider time,
        ILogger<DeltaDispatcher> logger)
    {
        (_entities, _receivers, _placement, _local) = (entities, receivers, placement, silo.SiloAddress);
        (_meter, _time, _logger) = (meter, time, logger);
        _batches = new Batcher<DeltaBatch>(SendAsync, _ => 1, int.MaxValue);
    }

    /// <summary>
    /// Sends deltas, at least one, to their entities. Completes with the answers, in order, when the last entity has answered or failed.
    /// </summary>
    public Task<DeliveryResult[]> SendAsync(IReadOnlyList<PendingDelta> deltas)
    {
        var batch = new DeltaBatch(deltas);
        Interlocked.Increment(ref _added);
        if (batch.IsUrgent) Interlocked.Increment(ref _urgentWaiting);
        _batches.Add(batch);
        return batch.Answered;
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    /// <summary>Sends without waiting for answers, so that no entity delays another. Then it lets the next burst collect.</summary>
    private async Task SendAsync(IReadOnlyList<DeltaBatch> batches)
    {
        int urgent = batches.Count(batch => batch.IsUrgent);
        Interlocked.Add(ref _urgentWaiting, -urgent);
        foreach (IGrouping<SiloAddress, EntityCall> calls in EntityCall.Of(batches).GroupBy(SiloOf))
        {
            if (calls.Key.Equals(_local))
            {
                foreach (EntityCall call in calls) _ = SendAsync(call);
                continue;
            }

            foreach (IReadOnlyList<EntityCall> message in DeltaMessages.Of(calls, call => DeltaSize.Of(call.Key, call.Deltas)))
                _ = SendAsync(calls.Key, message);
        }

        if (urgent == 0) await CollectAsync();
    }

    /// <summary>
    /// Lets a burst collect. All partitions start a delivery at the same time, but their deltas become ready one after another. While
    /// deltas keep arriving, the dispatcher waits for more.
    /// </summary>
    private async Task CollectAsync()
    {
        for (int i = 0; i < MaxDelays; i++)
        {
            long before = Interlocked.Read(ref _added);
            await Task.Delay(BatchDelay, _time);
            if (Volatile.Read(ref _urgentWaiting) > 0 || Interlocked.Read(ref _added) == before) return;
        }
    }

    private SiloAddress SiloOf(EntityCall call) => _placement.PlacementOf(call.Key.Id) ?? _local;

    private async Task SendAsync(SiloAddress silo, IReadOnlyList<EntityCall> calls)
    {
        Spans.Continue(calls.Select(call => call.Span).FirstOrDefault(span => span is not null));
        EntityDeltas[] deltas = [.. calls.Select(call => new EntityDeltas(call.Key, call.Deltas))];
        DeltaReceipt[]?[]? answers = calls.Count == 1 ? null : await _receivers.ApplyAsync(silo, deltas);
        for (int i = 0; i < calls.Count; i++)
        {
            if (answers?[i]?.Length == calls[i].Deltas.Length) Answer(calls[i], answers[i]!);
            else _ = SendAsync(calls[i]);
        }
    }

    private async Task SendAsync(EntityCall call)
    {
        // The batcher's own context belongs to no delivery.
        Spans.Continue(call.Span);
        try
        {
            Answer(call, await _entities[call.Key].ApplyAsync(call.Deltas));
        }
        catch (Exception e) // whatever the failure, each partition retries
        {
            LogNoAnswer(_logger, e, call.Key.Kind);
            call.Fail(e);
        }
    }

    private void Answer(EntityCall call, DeltaReceipt[] receipts)
    {
        _meter.Called();
        call.Answer(receipts);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A {Kind} did not answer; its partitions retry the delivery")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception, EntityKind kind);
}
