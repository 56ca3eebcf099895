using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;
using RetailGrains.Chain;
using RetailGrains.Concurrency;
using RetailGrains.Failures;
using RetailGrains.Figures;
using RetailGrains.Figures.Repair;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Revisions;
using RetailGrains.Ledger.Settings;
using RetailGrains.Membership;
using RetailGrains.Operations;
using RetailGrains.Tracing;

namespace RetailGrains.Ledger;

/// <summary>
/// Reentrant for two reasons. Callers must be able to add to the next group while a commit is in progress. And an entity that is being
/// activated queries this partition while a delivery waits for that entity. Fields change only between awaits, and no value read before an
/// await is relied on after it. Writer, delivery and checkpoint each run once at a time; the tail only grows at its end (writer) and
/// shrinks at its start (checkpoint).
/// </summary>
[Reentrant, LedgerPlacement, Immovable]
internal sealed partial class LedgerPartitionGrain(
    ILedgerStore ledger,
    IProjectionStore projections,
    ICatalogueStore catalogue,
    HashCompletion hashes,
    EntrySealer sealer,
    ErasedCustomers customers,
    IErasureStore erasures,
    GroupCommitter committer,
    GenerationWatch generations,
    DeltaDispatcher dispatcher,
    InFlightCounters work,
    LedgerMeter meter,
    FigureMeter figures,
    SalesMeter sales,
    SiloContext context,
    LedgerLayout layout,
    FailureMonitor failures,
    IOptions<LedgerOptions> options,
    IOptions<CurrencyOptions> currency,
    ILocalSiloDetails silo,
    TimeProvider time,
    ILogger<LedgerPartitionGrain> logger) : Grain, ILedgerPartitionGrain, IDisposable
{
    private static readonly TimeSpan FlushDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxFlushDelay = TimeSpan.FromMilliseconds(200);

    private readonly LedgerOptions _options = options.Value;
    private readonly DeliveryPace _pace = new(options.Value.DeliveryInterval);
    private readonly StoreZones _zones = new(catalogue, currency.Value.Code, time);
    private readonly PendingAppends _pending = new();
    private readonly PendingRevisions _revisions = new();
    private readonly PositionWaiters _waiters = new();
    private int _partition;
    private PartitionGauge? _gauge;
    private int _generation;
    private PartitionTail _tail = null!;
    private PartitionTotals _atHead = null!;
    private PartitionWriter? _writer;
    private PartitionDelivery _delivery = null!;
    private PartitionCheckpoint _checkpoint = null!;
    private SingleFlightLoop _writing = null!;
    private SingleFlightLoop _delivering = null!;
    private SingleFlightLoop _redelivering = null!;
    private SingleFlightLoop _flushing = null!;
    private SingleFlightLoop _draining = null!;
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _transactions;
    private long _deliveryBegan;
    private bool _isDraining;
    private bool _ended;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _partition = (int)this.GetPrimaryKeyLong();
        try
        {
            await LoadAsync(cancellationToken);
            failures.Of(Components.Partitions).Succeeded(Subject);
        }
        catch (Exception e) when (e is not StaleActivationException && !context.Placement.IsStopping)
        {
            failures.Of(Components.Partitions).Failed(Subject, e);
            throw;
        }
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        _generation = await generations.RefreshAsync(cancel);
        SavedShare saved = await projections.LoadShareAsync(_generation, _partition, cancel);
        if (await generations.RefreshAsync(cancel) > _generation)
            throw new StaleActivationException($"Partition {_partition}: generation {_generation} was dropped while its share was read.");
        long head = await ledger.HeadAsync(_partition, cancel);
        await EnsureTailIsBoundedAsync(saved, head, cancel);
        _tail = new PartitionTail(_partition, saved.Checkpoint);
        _atHead = new PartitionTotals(saved);
        await foreach (LedgerEntry entry in ledger.ReadAsync(_partition, saved.Checkpoint, head, cancel))
            AppendToTail(entry, urgent: false, traced: false);

        HashChainHead chain = await hashes.HeadAsync(_partition, head, cancel);
        _writer = new PartitionWriter(
            _partition, chain, ledger, sealer, customers, committer, _zones, failures.Of(Components.LedgerReads), meter, time, logger);
        _delivery = new PartitionDelivery(_partition, _generation, _tail, dispatcher, failures.Of(Components.Deliveries), figures, time);
        _checkpoint = new PartitionCheckpoint(
            _partition,
            _generation,
            _tail,
            new PartitionTotals(saved),
            _delivery,
            projections,
            work,
            _options.SaveDelay,
            failures.Of(Components.Checkpoints),
            meter,
            time);
        _writing = new SingleFlightLoop(WritePendingAsync, OnFault);
        _delivering = new SingleFlightLoop(DeliverTailAsync, OnFault);
        _redelivering = new SingleFlightLoop(_delivery.RedeliverAsync, OnFault);
        _flushing = new SingleFlightLoop(FlushAsync, OnFault);
        _draining = new SingleFlightLoop(DrainAsync, OnFault);
        this.RegisterGrainTimer(
            static (grain, _) => grain.OnCheckpointTickAsync(),
            this,
            new GrainTimerCreationOptions(_options.CheckpointInterval, _options.CheckpointInterval) { Interleave = true });
        context.Partitions.Add(this, _partition);
        meter.AddGauge(_gauge = new PartitionGauge(_partition));
        ReportProgress();
        LogActivated(logger, _partition, head, saved.Checkpoint, _generation);
        _delivering.Signal();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_writer is null) return; // it was never active
        End();
        using (cancellationToken.Register(_writer.Stop)) await _writing.Idle;
        // Deliveries in progress are not awaited: an entity that is being activated may wait for this partition's next activation.
        LogDeactivated(logger, _partition, _writer.Head, _delivery.Delivered, _tail.Checkpoint);
    }

    public void Dispose()
    {
        context.Partitions.Remove(this);
        if (_gauge is not null) meter.RemoveGauge(_gauge);
        _writer?.Dispose();
    }

    public Task<bool> WaitForAsync(long sequence, EntryStage stage, TimeSpan timeout)
    {
        context.Lease.ThrowIfLapsed();
        long reached = stage == EntryStage.Delivered ? _delivery.Delivered : _tail.Checkpoint;
        if (reached >= sequence) return Task.FromResult(true);
        return IsClosed ? throw new StaleActivationException() : _waiters.WaitAsync(sequence, stage, timeout, time);
    }

    public ValueTask<Delta?> PendingForAsync(EntityKey entity, long watermark, int generation)
    {
        if (generation > _generation) Deactivate();
        context.Lease.ThrowIfLapsed();
        return generation == _generation && !_ended
            ? ValueTask.FromResult(_tail.PendingFor(entity, watermark, generation))
            : throw new StaleActivationException($"Partition {_partition} serves generation {_generation}, not {generation}.");
    }

    public ValueTask<ChainShare> ShareAsync(bool withDays)
    {
        context.Lease.ThrowIfLapsed();
        return ValueTask.FromResult(new ChainShare(
            _generation, _tail.Head, _atHead.Totals, _atHead.Guest, withDays ? _atHead.Days : [], withDays ? [] : _delivery.Unsaved()));
    }

    public ValueTask<PartitionStatus> StatusAsync() => ValueTask.FromResult(new PartitionStatus(
        _partition,
        _tail.Head,
        _delivery.Delivered,
        _tail.Checkpoint,
        silo.SiloAddress.ToString(),
        _writer!.Commits,
        _transactions,
        _delivery.GrainCalls,
        failures.Problems(critical: true) is { Length: > 0 } critical ? critical : null,
        failures.Problems(critical: false) is { Length: > 0 } degraded ? degraded : null));

    public ValueTask ForgetZoneAsync(string storeId)
    {
        _zones.Forget(storeId);
        return ValueTask.CompletedTask;
    }

    public ValueTask AdoptAsync(int generation)
    {
        if (generation > _generation) Deactivate();
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> ObserveHeadAsync(long head)
    {
        bool overtaken = head > _writer!.Head && _writing.Idle.IsCompleted && !_ended;
        if (!overtaken) return ValueTask.FromResult(false);
        LogOvertaken(logger, _partition, _writer.Head, head);
        meter.Fenced();
        Deactivate();
        return ValueTask.FromResult(true);
    }

    /// <summary>
    /// The tail of a working partition is bounded. A longer one means that the projections were lost; a share that does not add up means
    /// that they were altered. They are then replayed, and the partition cannot serve until that is done.
    /// </summary>
    private async ValueTask EnsureTailIsBoundedAsync(SavedShare saved, long head, CancellationToken cancel)
    {
        long tail = head - saved.Checkpoint;
        // True without annulments. Otherwise the ledger counts, by an index, the entries that the totals omit.
        bool counts = saved.Totals.Transactions == saved.Checkpoint;
        long uncounted = counts ? 0 : await ledger.UncountedAsync(_partition, saved.Checkpoint, cancel);
        if (_generation > 0 && !ShareDamage.IsIn(saved, uncounted) && tail >= 0
            && tail <= _options.TailTransactions + _options.GroupTransactions)
            return;
        LogNeedsRebuild(logger, _partition, head, saved.Checkpoint);
        await GrainFactory.GetGrain<IProjectionHealthGrain>(0).RebuildAsync($"checkpoint or share of partition {_partition}");
        throw new StaleActivationException($"Partition {_partition} waits for its projections to be rebuilt.");
    }

    private async Task WritePendingAsync()
    {
        while ((!_pending.IsEmpty || !_revisions.IsEmpty || _erasures.Count > 0) && !_ended && TailHasRoom)
        {
            if (_erasures.TryDequeue(out WaitingErasure? erasure)) await EraseAsync(erasure);
            if (_revisions.Take() is { } revision) await ReviseAsync(revision);
            if (_pending.IsEmpty || _ended) continue;
            List<PendingAppend> group = _pending.TakeGroup(_options.GroupTransactions, _options.GroupLines, TransactionSize.MaxWindowBytes);
            ReleaseRoom();
            var outcomes = new AppendOutcome[group.Count];
            GroupTrace? trace = GroupTrace.Of(group);
            try
            {
                SaleTransaction[] transactions = [.. group.Select(pending => pending.Transaction)];
                outcomes = await _writer!.WriteAsync(transactions, i => !group[i].Batch.IsExpired, trace);
                if (_writer.Fenced) Fence();
                else AppendToTail(group, outcomes);
            }
            finally
            {
                OnWritten(trace, group);
                for (int i = 0; i < outcomes.Length; i++) group[i].Answer(outcomes[i].Result);
            }

            ReportProgress();

            _delivering.Signal();
        }
    }

    /// <summary>The partition answers new transactions as busy.</summary>
    private bool IsClosed => _ended || _isDraining;

    private bool IsFull => _pending.Lines >= _options.PendingLines || _pending.Bytes >= _options.PendingBytes;

    private bool TailHasRoom =>
        _tail.Transactions < _options.TailTransactions && _tail.Lines < _options.TailLines && _tail.Bytes < _options.TailBytes;

    /// <summary>Recorded entries join the tail before any caller receives an answer about them.</summary>
    private void AppendToTail(List<PendingAppend> group, AppendOutcome[] outcomes)
    {
        (int recorded, long lines) = (0, 0);
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].Status != AppendStatus.Recorded) continue;
            LedgerEntry entry = outcomes[i].Entry!;
            Totals totals = AppendToTail(entry, group[i].Urgent, group[i].IsTraced);
            sales.Recorded(entry.StoreId, totals.GrossSales, totals.Reductions);
            recorded++;
            lines += entry.Lines.Length;
        }

        _transactions += recorded;
        if (recorded > 0) meter.Recorded(_partition, recorded, lines);
    }

    private Totals AppendToTail(LedgerEntry entry, bool urgent, bool traced)
    {
        Totals totals = _tail.Append(entry, urgent, traced);
        _atHead.Add(entry.BusinessDate, totals, guest: entry.CustomerId is null);
        return totals;
    }

    private async Task DeliverTailAsync()
    {
        while (_delivery.Delivered < _tail.Head && !_ended)
        {
            await PaceDeliveryAsync();
            long low = _delivery.Delivered;
            if (!await DeliverNextAsync()) break;
            _pace.OnDelivered(_delivery.Delivered - low);
            _waiters.OnReached(EntryStage.Delivered, _delivery.Delivered);
            ReportProgress();
            if (!_tail.Urgent(Math.Max(low, _tail.Checkpoint), _delivery.Delivered)) continue;
            _checkpoint.RequestFlush();
            _flushing.Signal();
        }

        if (_delivery.Outdated) Deactivate();
    }

    /// <summary>
    /// Lets a run of entries accumulate, unless a caller waits for them to be saved or the partition was idle before them. The delivery
    /// waits until the clock's next full interval, which is the same for all partitions, so that one message can carry the deltas of
    /// several. Under load the delivery waits for several intervals, unless a caller waits for it or the run is large enough.
    /// </summary>
    private async ValueTask PaceDeliveryAsync()
    {
        if (time.GetElapsedTime(_deliveryBegan) < _pace.Delay && !IsUrgent)
        {
            long began = time.GetTimestamp(); // the clock may be set back meanwhile
            TimeSpan whole = _pace.UntilDue(time.GetUtcNow());
            do await Task.Delay(_pace.UntilNext(time.GetUtcNow()), time);
            while (!_pace.IsDue(time.GetElapsedTime(began), whole) && !IsClosed && !IsUrgent && !IsDeliveryAwaited);
        }

        _deliveryBegan = time.GetTimestamp();
    }

    private bool IsUrgent => _tail.Urgent(_delivery.Delivered, _tail.Head);
    private bool IsDeliveryAwaited =>
        _waiters.IsAwaited(EntryStage.Delivered) || _tail.Head - _delivery.Delivered >= _options.DeliveryRun / 2;

    /// <summary>
    /// The timer's callback. It catches failures: after an exception, Orleans would keep the activation, whose state may be inconsistent.
    /// </summary>
    private async Task OnCheckpointTickAsync()
    {
        try
        {
            await MoveCheckpointAsync();
        }
        catch (Exception e)
        {
            OnFault(e);
        }
    }

    private async Task MoveCheckpointAsync()
    {
        if (generations.Current > _generation) Deactivate();
        if (_ended) return;
        ReportProgress();
        if (!_isDraining && context.Placement.IsMisplaced(_partition)) _draining.Signal();
        if (_checkpoint.IsOverdue()) _redelivering.Signal();
        bool moved = await _checkpoint.TryMoveAsync();
        if (_checkpoint.Superseded) Fence();
        if (!moved) return;
        ReportProgress();
        _waiters.OnReached(EntryStage.Saved, _tail.Checkpoint);
        _writing.Signal(); // the writer may have waited for room in the tail
    }

    /// <summary>A caller waits until the checkpoint moves: retry at short intervals instead of with the next tick.</summary>
    private async Task FlushAsync()
    {
        for (TimeSpan delay = FlushDelay; !_ended && _checkpoint.FlushRequested; delay = delay < MaxFlushDelay ? delay * 2 : delay)
        {
            await MoveCheckpointAsync();
            if (_checkpoint.FlushRequested) await Task.Delay(delay, time);
        }
    }

    private async ValueTask<bool> HasRoomAsync(long start)
    {
        while (IsFull && !_ended)
        {
            if (LeftSince(start) == TimeSpan.Zero) return false;
            await _room.Task.WaitAsync(LeftSince(start), time).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        return true;
    }

    /// <summary>Returns how much longer a caller that arrived at this time may wait.</summary>
    private TimeSpan LeftSince(long start)
    {
        TimeSpan remaining = _options.PendingPatience - time.GetElapsedTime(start);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private void ReleaseRoom()
    {
        if (IsFull) return;
        _room.SetResult();
        _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private string Subject => $"partition {_partition}";

    /// <summary>
    /// Another activation writes to this partition. Entities must compare their state in memory with what that activation has saved.
    /// </summary>
    private void Fence()
    {
        meter.Fenced();
        context.Heads.OnFenced(_partition);
        Deactivate();
    }

    /// <summary>A bug: the state may be wrong, so the activation deactivates, and the next one loads from the database.</summary>
    private void OnFault(Exception fault)
    {
        if (fault is not StaleActivationException) failures.Of(Components.Partitions).Failed(Subject, fault);
        Deactivate();
    }

    /// <summary>Answers pending transactions as busy, and deactivates; the next activation loads from the database.</summary>
    private void Deactivate()
    {
        if (_ended) return;
        End();
        DeactivateOnIdle();
    }

    private void End()
    {
        _ended = true;
        _pending.Refuse();
        _revisions.Refuse();
        RefuseErasures();
        _waiters.Abandon();
        _delivery.Stop();
        ReleaseRoom();
    }
}
