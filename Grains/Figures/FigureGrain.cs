using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.Failures;
using RetailGrains.Figures.Repair;
using RetailGrains.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Projections;
using RetailGrains.Membership;
using RetailGrains.Tracing;

namespace RetailGrains.Figures;

/// <summary>The services that every figure grain needs from its silo.</summary>
internal sealed record FigureServices(
    EntityLoader Loader,
    ProjectionWriter Writer,
    GenerationWatch Generations,
    LedgerClient Ledger,
    HeadWatch Heads,
    EntityRepair Repair,
    SiloLease Lease,
    LocalEntities Local,
    CallGuard Guard,
    FigureMeter Meter,
    IOptions<LedgerOptions> Options,
    FailureMonitor Failures);

/// <summary>
/// A store, product or customer. The shell around <see cref="EntityState"/>: it loads the state, catches up with the partitions before the
/// first answer, applies deltas, and saves changes about a second later.
/// </summary>
internal abstract class FigureGrain(EntityKind kind, FigureServices services) : Grain, IFigureGrain
{
    private static readonly TimeSpan MaxSaveDelay = TimeSpan.FromSeconds(15);

    private readonly ComponentFailures _saves = services.Failures.Of(Components.ProjectionSaves);
    private Backoff _saveBackoff = new(services.Options.Value.SaveDelay, MaxSaveDelay);
    private EntityKey _key;
    private EntityState _state = null!;
    private int _generation;
    private long _fences;
    private Task _preparing = Task.CompletedTask;
    private IGrainTimer? _timer;
    private DelayedDeactivation? _deactivation;
    private CauseList _unsaved;
    private bool _saveDue;
    private bool _saveUrgent;
    private bool _saving;
    private bool _countsAsDirty;
    private bool _stale;
    private bool _ended;

    protected FigureServices Services => services;

    public string Id => _key.Id;

    /// <summary>
    /// Does not wait for the preparation, which would deadlock during a migration. Orleans ends a migrating group on the old silo only
    /// after the whole group is active on the new one. A partition in the group cannot answer the preparation until then.
    /// </summary>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = new EntityKey(kind, this.GetPrimaryKeyString());
        _generation = services.Generations.Current;
        services.Local.Enter(this);
        _preparing = PrepareAsync();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ended = true;
        services.Local.Exit(this);
        _timer?.Dispose();
        try
        {
            if (_state is { Dirty: true } && !_stale) await SaveAsync().WaitAsync(cancellationToken);
        }
        finally
        {
            CountDirty(false);
        }
    }

    public ValueTask<DeltaReceipt[]> ApplyAsync(Delta[] deltas) => Spans.CallAsync(
        nameof(IFigureGrain), nameof(ApplyAsync), (Grain: this, deltas), static call => call.Grain.ApplyAllAsync(call.deltas));

    public ValueTask<EntityFigures> FiguresAsync(bool withDays, DateOnly? from, DateOnly? to) => Spans.CallAsync(
        nameof(IFigureGrain),
        nameof(FiguresAsync),
        (Grain: this, withDays, from, to),
        static call => call.Grain.ReadAsync(call.withDays, call.from, call.to));

    public ValueTask ReloadAsync()
    {
        Deactivate();
        return ValueTask.CompletedTask;
    }

    protected ValueTask<EntityFigures> FiguresAsync() => ReadAsync(withDays: false, null, null);

    private async ValueTask<DeltaReceipt[]> ApplyAllAsync(Delta[] deltas)
    {
        if (Array.Exists(deltas, delta => delta.Generation > _generation)) Deactivate();
        await _preparing;
        await EnsureCurrentAsync();
        try
        {
            _unsaved.Add(Spans.Current);
            return Array.ConvertAll(deltas, Apply);
        }
        catch
        {
            Deactivate(); // a delta may be applied in part
            throw;
        }
        finally
        {
            ScheduleSave();
        }
    }

    private async ValueTask<EntityFigures> ReadAsync(bool withDays, DateOnly? from, DateOnly? to)
    {
        await _preparing;
        await EnsureCurrentAsync();
        DayTotals[] days = withDays ? _state.Days(from, to) : [];
        return new EntityFigures(_generation, [.. _state.Watermarks], _state.Totals, days, _state.Name);
    }

    /// <summary>Returns whether a transaction or the catalogue names the entity. Unknown entities are not kept in memory.</summary>
    protected bool IsKnown(EntityFigures figures, object? description)
    {
        bool known = !figures.Totals.IsEmpty || description is not null;
        if (!known) (_deactivation ??= new DelayedDeactivation(this, () => _state.Totals.IsEmpty)).Begin();
        return known;
    }

    /// <summary>
    /// Applies what the partitions hold above the saved watermarks before it answers any call, so that the first answer is not stale.
    /// </summary>
    private async Task PrepareAsync()
    {
        try
        {
            do
            {
                _fences = services.Heads.Fences;
                _state = new EntityState(_key, services.Ledger.Partitions, await LoadAsync());
                await CatchUpAsync();
            }
            while (!await services.Loader.IsCurrentAsync(_generation, _key, _state.Version));
            ScheduleSave();
        }
        catch (Exception e)
        {
            Deactivate();
            // The next activation starts with the current generation.
            if (e is StaleActivationException) await services.Generations.RefreshAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Repairs damaged rows from the ledger first.</summary>
    private async Task<SavedEntity?> LoadAsync()
    {
        SavedEntity? saved = await services.Loader.LoadAsync(_generation, _key);
        if (saved?.Damage is not { } damage) return saved;
        await services.Repair.RepairAsync(_generation, _key, damage);
        saved = await services.Loader.LoadAsync(_generation, _key);
        return saved?.Damage is null ? saved : throw new StaleActivationException($"{_key} {saved.Damage} again after its repair.");
    }

    private async Task CatchUpAsync()
    {
        Delta?[] held = await Task.WhenAll(services.Ledger.All.Select((partition, i) =>
            partition.PendingForAsync(_key, _state.Version == 0 ? Delta.NoRow : _state.Watermarks[i], _generation).AsTask()));
        foreach (Delta? delta in held)
            if (delta is not null)
                _state.Apply(delta);
    }

    private DeltaReceipt Apply(Delta delta)
    {
        if (delta.Generation < _generation) return new DeltaReceipt(_generation, 0, Saved: false);
        _saveUrgent |= delta.Urgent;
        return new DeltaReceipt(_generation, _state.Apply(delta), _state.Version > 0);
    }

    /// <summary>
    /// If another process has written to the store, it may also have saved this entity, and a checkpoint may cover entries that this state
    /// lacks. The saved version then differs.
    /// </summary>
    private async ValueTask EnsureCurrentAsync()
    {
        services.Lease.ThrowIfLapsed();
        if (services.Generations.Current > _generation) Deactivate();
        long fences = services.Heads.Fences;
        if (!_stale && fences != _fences)
        {
            if (await services.Loader.IsCurrentAsync(_generation, _key, _state.Version)) _fences = fences;
            else Deactivate();
        }

        if (_stale) throw new StaleActivationException($"The activation of {_key} is stale and deactivates.");
    }

    private void ScheduleSave(TimeSpan? retryAfter = null)
    {
        CountDirty((_state.Dirty || _saving) && !_ended);
        if (!_state.Dirty || _saving || _stale || _ended || (_saveDue && !_saveUrgent)) return;
        TimeSpan delay = retryAfter ?? (_saveUrgent ? TimeSpan.Zero : services.Options.Value.SaveDelay);
        var options = new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { Interleave = true };
        if (_timer is null) _timer = this.RegisterGrainTimer(static (grain, _) => grain.SaveAsync(), this, options);
        else _timer.Change(delay, Timeout.InfiniteTimeSpan);
        _saveDue = true;
    }

    /// <summary>
    /// Interleaves with every call: one turn takes the snapshot, and changes made during the write remain for the next save.
    /// </summary>
    private async Task SaveAsync()
    {
        _saveDue = false;
        if (_saving || _stale || !_state.Dirty) return;
        _saving = true;
        _saveUrgent = false;
        EntitySnapshot snapshot = _state.TakeSnapshot();
        TimeSpan? retryAfter = null;
        try
        {
            if (await services.Writer.SaveAsync(_generation, snapshot, _unsaved.Take())) OnSaved();
            else Deactivate();
        }
        catch (Exception e) // whatever the failure, the state must be saved again; if this save succeeded after all, the version reveals it
        {
            _saves.Failed(SaveSubject, e);
            _state.OnNotSaved(snapshot);
            retryAfter = _saveBackoff.Next();
        }
        finally
        {
            _saving = false;
        }

        ScheduleSave(retryAfter);
    }

    /// <summary>One subject for all entities of a kind, because the next save that succeeds writes to the same tables.</summary>
    private string SaveSubject => $"{_key.Kind} rows";

    private void OnSaved()
    {
        _state.OnSaved();
        _saveBackoff.Reset();
        if (_saves.IsFailing) _saves.Succeeded(SaveSubject);
    }

    private void CountDirty(bool isDirty)
    {
        if (isDirty == _countsAsDirty) return;
        _countsAsDirty = isDirty;
        services.Meter.DirtyChanged(kind, isDirty);
    }

    /// <summary>A stale twin discards its state: the next activation loads the saved rows and catches up.</summary>
    private void Deactivate()
    {
        if (_stale) return;
        _stale = true;
        DeactivateOnIdle();
    }
}
