using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;
using RetailGrains.Chain;
using RetailGrains.Failures;
using RetailGrains.Figures;
using RetailGrains.Figures.Repair;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Projections;
using RetailGrains.Membership;
using RetailGrains.Operations;

namespace RetailGrains.Ledger;

/// <summary>
/// Reentrant, because callers must be able to add to the group that collects while a commit is under way, and because an entity that is
/// activated asks what is held for it while a delivery waits for that entity. Every field is changed between awaits only, and what was read
/// before an await is not relied on after it: writer, delivery and checkpoint each run once at a time, and the tail only grows at its end
/// (writer) and shrinks at its beginning (checkpoint).
/// </summary>
[Reentrant, LedgerPlacement, Immovable]
internal sealed partial class LedgerPartitionGrain(
    ILedgerStore ledger,
    IProjectionStore projections,
    ICatalogueStore catalogue,
    HashCompletion hashes,
    EntrySealer sealer,
    GroupCommitter committer,
    GenerationWatch generations,
    EntityPost post,
    WorkInFlight work,
    LedgerPartitionSite site,
    LedgerLayout layout,
    FailureMonitor failures,
    IOptions<LedgerOptions> options,
    ILocalSiloDetails silo,
    TimeProvider time,
    ILogger<LedgerPartitionGrain> logger) : Grain, ILedgerPartitionGrain, IDisposable
{
    private static readonly TimeSpan HurryPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestHurryPause = TimeSpan.FromMilliseconds(200);

    private readonly LedgerOptions _options = options.Value;
    private readonly StoreZones _zones = new(catalogue, time);
    private readonly PendingAppends _pending = new();
    private readonly ReachWaiters _waiters = new();
    private int _partition;
    private int _generation;
    private PartitionTail _tail = null!;
    private ChainBook _atHead = null!;
    private PartitionWriter? _writer;
    private PartitionDelivery _delivery = null!;
    private PartitionCheckpoint _checkpoint = null!;
    private TurnLoop _writing = null!;
    private TurnLoop _delivering = null!;
    private TurnLoop _redelivering = null!;
    private TurnLoop _hurrying = null!;
    private TurnLoop _leavingLoop = null!;
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _transactions;
    private long _deliveryBegan;
    private bool _leaving;
    private bool _ended;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _partition = (int)this.GetPrimaryKeyLong();
        _generation = await generations.RefreshAsync(cancellationToken);
        SavedShare saved = await projections.LoadShareAsync(_generation, _partition, cancellationToken);
        if (await generations.RefreshAsync(cancellationToken) > _generation)
            throw new StaleActivationException($"Partition {_partition}: generation {_generation} was dropped while its share was read.");
        long head = await ledger.HeadAsync(_partition, cancellationToken);
        await EnsureTailIsBoundedAsync(saved, head);
        _tail = new PartitionTail(_partition, saved.Checkpoint);
        _atHead = new ChainBook(saved);
        await foreach (LedgerEntry entry in ledger.ReadAsync(_partition, saved.Checkpoint, head, cancellationToken))
            TakeIntoTail(entry, urgent: false);

        HashChainHead chain = await hashes.HeadAsync(_partition, head, cancellationToken);
        _writer = new PartitionWriter(
            _partition, chain, ledger, sealer, committer, _zones, failures.Of(Components.LedgerReads), time, logger);
        _delivery = new PartitionDelivery(_partition, _generation, _tail, post, failures.Of(Components.Deliveries), time);
        _checkpoint = new PartitionCheckpoint(
            _partition,
            _generation,
            _tail,
            new ChainBook(saved),
            _delivery,
            projections,
            work,
            _options.SaveDelay,
            failures.Of(Components.Checkpoints),
            time);
        _writing = new TurnLoop(WritePendingAsync, OnFault);
        _delivering = new TurnLoop(DeliverTailAsync, OnFault);
        _redelivering = new TurnLoop(_delivery.RedeliverAsync, OnFault);
        _hurrying = new TurnLoop(HurryAsync, OnFault);
        _leavingLoop = new TurnLoop(LeaveAsync, OnFault);
        this.RegisterGrainTimer(
            static (grain, _) => grain.OnCheckpointTickAsync(),
            this,
            new GrainTimerCreationOptions(_options.CheckpointInterval, _options.CheckpointInterval) { Interleave = true });
        failures.Of(Components.Partitions).Succeeded(Subject);
        site.Partitions.Enter(this, _partition);
        LogActivated(logger, _partition, head, saved.Checkpoint, _generation);
        _delivering.Kick();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_writer is null) return; // it was never active
        End();
        using (cancellationToken.Register(_writer.Stop)) await _writing.Idle;
        // Deliveries under way are not waited for: an entity that is being activated may wait for this partition's next activation.
        LogDeactivated(logger, _partition, _writer.Head, _delivery.Delivered, _tail.Checkpoint);
    }

    public void Dispose()
    {
        site.Partitions.Exit(this);
        _writer?.Dispose();
    }

    public async Task<AppendResult[]> AppendAsync(SaleTransaction[] transactions, bool urgent)
    {
        if (transactions is null or []) return [];
        if (!Array.TrueForAll(transactions, IsRecordable)) return await AppendRecordableAsync(transactions, urgent);
        long start = time.GetTimestamp();
        if (IsClosed || !await HasRoomAsync(start) || IsClosed) return new AppendResult[transactions.Length];
        var batch = new PendingBatch(transactions, urgent);
        _pending.Add(batch);
        _writing.Kick();
        try
        {
            return await batch.Done.WaitAsync(LeftSince(start), time);
        }
        catch (TimeoutException)
        {
            // The caller retries. What is being committed may be recorded still; what waits behind it is dropped.
            AppendResult[] results = batch.Expire();
            _pending.DropExpired();
            ReleaseRoom();
            return results;
        }
    }

    /// <summary>A caller that is not the API may send anything: what can't be recorded is refused, and holds up nothing else.</summary>
    private async Task<AppendResult[]> AppendRecordableAsync(SaleTransaction[] transactions, bool urgent)
    {
        var results = new AppendResult[transactions.Length];
        Array.Fill(results, new AppendResult(AppendStatus.Invalid, default));
        int[] good = [.. Enumerable.Range(0, transactions.Length).Where(i => IsRecordable(transactions[i]))];
        AppendResult[] answers = await AppendAsync(Array.ConvertAll(good, i => transactions[i]), urgent);
        for (int k = 0; k < good.Length; k++) results[good[k]] = answers[k];
        return results;
    }

    /// <summary>A day more than callers are held to, since the clocks of processes differ.</summary>
    private bool IsRecordable(SaleTransaction? transaction) =>
        TransactionRules.IsRecordable(transaction, time.GetUtcNow().AddDays(1))
        && Position.PartitionOf(transaction.TransactionId, layout.Partitions) == _partition;

    public Task<bool> ReachAsync(long sequence, Reach reach, TimeSpan patience)
    {
        site.Lease.ThrowIfLapsed();
        long reached = reach == Reach.Delivered ? _delivery.Delivered : _tail.Checkpoint;
        if (reached >= sequence) return Task.FromResult(true);
        return IsClosed ? throw new StaleActivationException() : _waiters.WaitAsync(sequence, reach, patience, time);
    }

    public ValueTask<Delta?> HeldForAsync(EntityKey entity, long watermark, int generation)
    {
        if (generation > _generation) GiveUp();
        site.Lease.ThrowIfLapsed();
        return generation == _generation && !_ended
            ? ValueTask.FromResult(_tail.HeldFor(entity, watermark, generation))
            : throw new StaleActivationException($"Partition {_partition} serves generation {_generation}, not {generation}.");
    }

    public ValueTask<ChainShare> ShareAsync(bool withDays)
    {
        site.Lease.ThrowIfLapsed();
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
        if (generation > _generation) GiveUp();
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> ObserveHeadAsync(long head)
    {
        bool overtaken = head > _writer!.Head && _writing.Idle.IsCompleted && !_ended;
        if (!overtaken) return ValueTask.FromResult(false);
        LogOvertaken(logger, _partition, _writer.Head, head);
        GiveUp();
        return ValueTask.FromResult(true);
    }

    /// <summary>
    /// A tail is bounded while the partition works. One that is not means that the projections were lost, and a share that does not add up
    /// that they were altered: they are replayed, and until then the partition can't serve.
    /// </summary>
    private async ValueTask EnsureTailIsBoundedAsync(SavedShare saved, long head)
    {
        long tail = head - saved.Checkpoint;
        if (_generation > 0 && !ShareDamage.IsIn(saved) && tail >= 0 && tail <= _options.TailTransactions + _options.GroupTransactions) return;
        LogNeedsRebuild(logger, _partition, head, saved.Checkpoint);
        await GrainFactory.GetGrain<IProjectionHealthGrain>(0).RebuildAsync($"checkpoint or share of partition {_partition}");
        throw new StaleActivationException($"Partition {_partition} waits for its projections to be rebuilt.");
    }

    private async Task WritePendingAsync()
    {
        while (!_pending.IsEmpty && !_ended && TailHasRoom)
        {
            List<PendingAppend> group = _pending.TakeGroup(_options.GroupTransactions, _options.GroupLines, TransactionSize.MaxWindowBytes);
            ReleaseRoom();
            var settled = new Settled[group.Count];
            try
            {
                settled = await _writer!.WriteAsync(group.ConvertAll(pending => pending.Transaction), i => !group[i].Batch.IsExpired);
                if (_writer.Fenced) Fence();
                else TakeIntoTail(group, settled);
            }
            finally
            {
                for (int i = 0; i < settled.Length; i++) group[i].Answer(settled[i].Result);
            }

            _delivering.Kick();
        }
    }

    /// <summary>Takes in nothing more.</summary>
    private bool IsClosed => _ended || _leaving;

    private bool IsFull => _pending.Lines >= _options.PendingLines || _pending.Bytes >= _options.PendingBytes;

    private bool TailHasRoom =>
        _tail.Transactions < _options.TailTransactions && _tail.Lines < _options.TailLines && _tail.Bytes < _options.TailBytes;

    /// <summary>Recorded entries join the tail before anybody is told of them.</summary>
    private void TakeIntoTail(List<PendingAppend> group, Settled[] settled)
    {
        for (int i = 0; i < settled.Length; i++)
        {
            if (settled[i].Status != AppendStatus.Recorded) continue;
            TakeIntoTail(settled[i].Entry!, group[i].Urgent);
            _transactions++;
        }
    }

    private void TakeIntoTail(LedgerEntry entry, bool urgent) =>
        _atHead.Add(entry.BusinessDate, _tail.Append(entry, urgent), guest: entry.CustomerId is null);

    private async Task DeliverTailAsync()
    {
        while (_delivery.Delivered < _tail.Head && !_ended)
        {
            await PaceDeliveryAsync();
            long low = _delivery.Delivered;
            using (work.Begin(Work.Delivery))
                if (!await _delivery.DeliverAsync(_options.DeliveryRun))
                    break;
            _waiters.OnReached(Reach.Delivered, _delivery.Delivered);
            if (!_tail.Urgent(Math.Max(low, _tail.Checkpoint), _delivery.Delivered)) continue;
            _checkpoint.Hurry();
            _hurrying.Kick();
        }

        if (_delivery.Outdated) GiveUp();
    }

    /// <summary>
    /// Lets a run collect, unless somebody waits for it or it comes after a pause: until the clock's next full interval, which is the same
    /// for all partitions, so that what they deliver to an entity can travel in one call.
    /// </summary>
    private async ValueTask PaceDeliveryAsync()
    {
        bool paced = time.GetElapsedTime(_deliveryBegan) < _options.DeliveryInterval;
        if (paced && !_tail.Urgent(_delivery.Delivered, _tail.Head))
        {
            long interval = _options.DeliveryInterval.Ticks;
            await Task.Delay(TimeSpan.FromTicks(interval - (time.GetUtcNow().Ticks % interval)), time);
        }

        _deliveryBegan = time.GetTimestamp();
    }

    /// <summary>The timer's callback: Orleans would go on after a fault, with an activation that may be in no good state.</summary>
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
        if (generations.Current > _generation) GiveUp();
        if (_ended) return;
        if (!_leaving && site.Homes.IsToLeave(_partition)) _leavingLoop.Kick();
        if (_checkpoint.IsOverdue()) _redelivering.Kick();
        bool moved = await _checkpoint.TryMoveAsync();
        if (_checkpoint.Superseded) Fence();
        if (!moved) return;
        _waiters.OnReached(Reach.Saved, _tail.Checkpoint);
        _writing.Kick(); // it may have waited for room in the tail
    }

    /// <summary>Somebody waits until it is saved: try at short intervals rather than with the next tick.</summary>
    private async Task HurryAsync()
    {
        for (TimeSpan pause = HurryPause; !_ended && _checkpoint.Hurried; pause = pause < LongestHurryPause ? pause * 2 : pause)
        {
            await MoveCheckpointAsync();
            if (_checkpoint.Hurried) await Task.Delay(pause, time);
        }
    }

    private async ValueTask<bool> HasRoomAsync(long start)
    {
        while (IsFull && !_ended)
        {
            if (LeftSince(start) == TimeSpan.Zero) return false;
            await _room.Task.WaitAsync(LeftSince(start), time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        return true;
    }

    /// <summary>How much longer a caller waits who came then.</summary>
    private TimeSpan LeftSince(long start)
    {
        TimeSpan left = _options.PendingPatience - time.GetElapsedTime(start);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void ReleaseRoom()
    {
        if (IsFull) return;
        _room.SetResult();
        _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>
    /// Takes in nothing more, and ends when everything is delivered and saved, so that the next activation, on another silo, has nothing to
    /// replay. Callers are told meanwhile to send again, and figures are answered. A silo that stops ends the activation itself, when it is
    /// no member any more: it would be placed here again before.
    /// </summary>
    private async Task LeaveAsync()
    {
        if (_leaving) return;
        _leaving = true;
        long start = time.GetTimestamp();
        while (!_ended && !IsDrained && time.GetElapsedTime(start) < _options.LeavePatience)
        {
            _writing.Kick();
            _delivering.Kick();
            if (_delivery.Delivered == _tail.Head) _checkpoint.Hurry();
            await MoveCheckpointAsync();
            await Task.Delay(HurryPause, time);
        }

        TimeSpan taken = time.GetElapsedTime(start);
        LogLeaves(logger, _partition, _tail.Head - _tail.Checkpoint, taken);
        site.Partitions.Exit(this);
        _waiters.Abandon(); // an open call would keep the activation here until its own time-out
        if (_ended || site.Homes.IsLeaving) return;
        End();
        this.MigrateOnIdle();
    }

    private bool IsDrained => _pending.IsEmpty && _writing.Idle.IsCompleted && _tail.Checkpoint == _tail.Head;

    private string Subject => $"partition {_partition}";

    /// <summary>Another activation writes to this partition; what it saved of entities is to be compared with what is in memory here.</summary>
    private void Fence()
    {
        site.Heads.OnFenced(_partition);
        GiveUp();
    }

    /// <summary>A fault of the program: its state may be wrong, so the activation ends, and the next begins from the database.</summary>
    private void OnFault(Exception fault)
    {
        if (fault is not StaleActivationException) failures.Of(Components.Partitions).Failed(Subject, fault);
        GiveUp();
    }

    /// <summary>Ends this activation without a word more to anybody; the next one begins from the database.</summary>
    private void GiveUp()
    {
        if (_ended) return;
        End();
        DeactivateOnIdle();
    }

    private void End()
    {
        _ended = true;
        _pending.Refuse();
        _waiters.Abandon();
        _delivery.Stop();
        ReleaseRoom();
    }
}
