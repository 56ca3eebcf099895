using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Storage;
using RetailGrains.Access;
using RetailGrains.Failures;
using RetailGrains.Figures;
using RetailGrains.Figures.Repair;
using RetailGrains.Imports;
using RetailGrains.Integrity;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Reconciliation;

namespace RetailGrains.Operations;

/// <summary>
/// Compares the served figures with the ledger, summed by SQL, and starts the repair of differences. One reconciliation runs at a time,
/// and the next one waits until the repair ends. A reminder starts reconciliations on schedule; the last result is stored.
/// </summary>
/// <remarks>
/// Reentrant, so that the status is available while a reconciliation runs. Only the one that holds <c>_turn</c> changes the fields.
/// </remarks>
[Reentrant]
internal sealed partial class ReconciliationGrain(
    [PersistentState("reconciliation", ImportGrain.Storage)] IPersistentState<ReconciliationDocument> document,
    IReconciliationStore reconciliation,
    IProjectionStore projections,
    ILedgerStore ledgerStore,
    EntrySealer sealer,
    EntityGrains entities,
    EntityRepair repair,
    ErasedCustomerCheck erasures,
    LedgerClient ledger,
    ReconciliationMeter meter,
    IOptions<ReconciliationOptions> options,
    FailureMonitor failures,
    TimeProvider time,
    ILogger<ReconciliationGrain> logger) : GuardedGrain, IReconciliationGrain, IRemindable, IDisposable
{
    private const string Reminder = "reconciliation";

    /// <summary>
    /// A scheduled reconciliation compares this many pages of grains of each kind, and continues there the next time: comparing a grain
    /// activates it, and all of them at the same time would fill the silos' memory. Rows are compared completely.
    /// </summary>
    private const int ScheduledPages = 1;

    private static readonly TimeSpan RepairTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly CallRetry _calls = new(TimeSpan.FromMinutes(2), time);
    private static readonly ReconciliationStatus Never =
        new(Running: false, TimeSpan.Zero, StartedAt: null, FinishedAt: null, ReconciliationTrigger.Manual, Outcome: null);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly EntityCursor?[] _next = new EntityCursor?[Enum.GetValues<EntityKind>().Length];
    private Task _repairing = Task.CompletedTask;
    private Task _scheduled = Task.CompletedTask;
    private bool _hasReminder;

    public Task<ReconciliationOutcome> CheckAsync() => CheckAsync(ReconciliationTrigger.Manual);

    public ValueTask<ReconciliationStatus> StatusAsync()
    {
        ReconciliationStatus last = document.State.Last ?? Never;
        return ValueTask.FromResult(last with { Running = _turn.CurrentCount == 0, Interval = options.Value.Interval });
    }

    /// <summary>
    /// Registers the reminder again only when the interval has changed: a new registration starts a new interval, and a registration at
    /// every start would keep a cluster whose silos restart often from ever running a reconciliation.
    /// </summary>
    public async Task EnsureScheduledAsync()
    {
        if (_hasReminder) return;
        TimeSpan interval = options.Value.Interval;
        IGrainReminder? reminder = await this.GetReminder(Reminder);
        if (interval == TimeSpan.Zero && reminder is not null)
        {
            await this.UnregisterReminder(reminder);
        }
        else if (interval > TimeSpan.Zero && (reminder is null || document.State.Interval != interval))
        {
            TimeSpan first = options.Value.FirstAfter < interval ? options.Value.FirstAfter : interval;
            await this.RegisterOrUpdateReminder(Reminder, first, interval);
        }

        if (document.State.Interval != interval)
        {
            document.State.Interval = interval;
            await document.WriteStateAsync();
        }

        _hasReminder = true;
    }

    /// <summary>Starts the reconciliation and returns, because the call of a reminder has a short timeout.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_scheduled.IsCompleted) _scheduled = CheckOnScheduleAsync();
        return Task.CompletedTask;
    }

    public void Dispose() => _turn.Dispose();

    private async Task CheckOnScheduleAsync()
    {
        await Task.Yield(); // the reminder's call returns first
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        ComponentFailures checks = failures.Of(Components.Reconciliation);
        try
        {
            await CheckAsync(ReconciliationTrigger.Scheduled);
            checks.Succeeded(Reminder);
        }
        catch (Exception e) // the next reminder starts another reconciliation
        {
            checks.Failed(Reminder, e);
        }

        DelayDeactivation(TimeSpan.Zero);
    }

    private async Task<ReconciliationOutcome> CheckAsync(ReconciliationTrigger trigger)
    {
        await _turn.WaitAsync();
        try
        {
            DateTime startedAt = Now();
            long start = time.GetTimestamp();
            ReconciliationOutcome outcome = await CompareAsync(trigger);
            TimeSpan taken = time.GetElapsedTime(start);
            meter.Ended(trigger, outcome);
            LogEnded(trigger, outcome.Report, taken);
            await StoreAsync(new ReconciliationStatus(
                Running: false, options.Value.Interval, startedAt, Now(), trigger, StoredOutcome.Of(outcome)));
            return outcome;
        }
        catch
        {
            meter.Ended(trigger, outcome: null);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The caller has its result, even if it cannot be stored.</summary>
    private async Task StoreAsync(ReconciliationStatus status)
    {
        document.State.Last = status;
        try
        {
            await document.WriteStateAsync();
        }
        catch (Exception e)
        {
            LogNotStored(logger, e);
            if (e is InconsistentStateException) DeactivateOnIdle(); // the next activation reads the document again
        }

        meter.Observed(status);
    }

    /// <summary>An idle cluster logs nothing, so a scheduled reconciliation that agrees again is not logged.</summary>
    private void LogEnded(ReconciliationTrigger trigger, ReconciliationReport report, TimeSpan taken)
    {
        bool isNews = trigger == ReconciliationTrigger.Manual || document.State.Last?.Outcome?.Report.Agrees == false;
        LogLevel level = isNews ? LogLevel.Information : LogLevel.Debug;
        if (report.Differences is not [{ } first, ..]) LogAgrees(logger, level, report.Transactions, taken.TotalSeconds);
        else LogDiffers(logger, report.DifferenceCount, report.Transactions, taken.TotalSeconds, first.Figure, first.Where);
    }

    private DateTime Now() => TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime);

    private async Task<ReconciliationOutcome> CompareAsync(ReconciliationTrigger trigger)
    {
        await _repairing;
        var chain = new ChainCheck(reconciliation, projections, ledgerStore, ledger, _calls, time);
        ChainChecked chainChecked = await chain.RunAsync();
        var hashCheck = new HashChainCheck(reconciliation.Hashes, sealer, ledgerStore, ledger, _calls);
        HashChainsChecked hashesChecked = await hashCheck.RunAsync(chainChecked.Heads);
        chainChecked = chainChecked with { BrokenAt = hashesChecked.First };
        var check = new EntityCheck(reconciliation, projections, entities, ledger, erasures, _calls, time);
        var kinds = new List<EntitiesChecked>();
        foreach (EntityKind kind in Enum.GetValues<EntityKind>())
        {
            bool isScheduled = trigger == ReconciliationTrigger.Scheduled;
            EntitiesChecked found = await check.RunAsync(
                kind, isScheduled ? new GrainRange(_next[(int)kind], ScheduledPages) : GrainRange.All);
            if (isScheduled) _next[(int)kind] = found.Next;
            kinds.Add(found);
        }

        RepairPlan plan = RepairPlan.Of(chainChecked, kinds);
        if (plan.Sentence is { } sentence) LogRepairing(logger, sentence);
        _repairing = RepairAsync(plan);
        return new ReconciliationOutcome(Report(chainChecked, hashesChecked, kinds), plan.Sentence);
    }

    private static ReconciliationReport Report(ChainChecked chain, HashChainsChecked hashes, List<EntitiesChecked> kinds)
    {
        var all = new FigureComparison();
        all.Add(hashes.Comparison.Differences, hashes.Comparison.Count, days: 0);
        all.Add(chain.Comparison.Differences, chain.Comparison.Count, chain.Comparison.Days);
        foreach (EntitiesChecked kind in kinds) all.Add(kind.Comparison.Differences, kind.Comparison.Count, kind.Comparison.Days);
        return new ReconciliationReport(
            all.Count == 0,
            chain.Ledger.Transactions,
            chain.Ledger.Lines,
            kinds[(int)EntityKind.Store].Count,
            kinds[(int)EntityKind.Product].Count,
            kinds[(int)EntityKind.Customer].Count,
            all.Days,
            [.. all.Differences],
            all.Count);
    }

    private async Task RepairAsync(RepairPlan plan)
    {
        try
        {
            if (plan.Generation) await RebuildAsync();
            else await Task.WhenAll(plan.Entities.Select(RepairAsync));
        }
        // The next reconciliation finds the difference again.
        catch (Exception e)
        {
            LogRepairFailed(logger, e);
        }
    }

    private async Task RepairAsync(EntityKey entity)
    {
        CallResult<bool> repaired = await _calls.CallAsync(async () =>
        {
            int generation = await projections.GenerationAsync(CancellationToken.None);
            await repair.RepairAsync(generation, entity, "does not agree with the ledger");
            await entities[entity].ReloadAsync();
            return true;
        });
        if (repaired.Failure is { } failure) LogRepairFailed(logger, failure);
    }

    private async Task RebuildAsync()
    {
        await GrainFactory.GetGrain<IProjectionHealthGrain>(0).RebuildAsync("reconciliation found differences");
        IRebuildGrain rebuild = GrainFactory.GetGrain<IRebuildGrain>(0);
        long start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < RepairTimeout)
        {
            CallResult<RebuildStatus> status = await _calls.CallAsync(() => rebuild.StatusAsync().AsTask());
            if (status.Failure is not null || !status.Value.Running) return;
            await Task.Delay(PollInterval, time);
        }
    }

    [LoggerMessage(Message = "Reconciliation: all figures agree with {Count} ledger entries, after {Seconds:0.0} s")]
    private static partial void LogAgrees(ILogger logger, LogLevel level, long count, double seconds);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Reconciliation: {Differences} differences between figures and {Count} ledger entries, after {Seconds:0.0} s; the first: "
            + "{Figure} of {Where}. GET /api/v1/admin/reconciliation lists them")]
    private static partial void LogDiffers(ILogger logger, long differences, long count, double seconds, string figure, string where);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The result of a reconciliation could not be stored; the next reconciliation will store its result")]
    private static partial void LogNotStored(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reconciliation found differences: {Plan}")]
    private static partial void LogRepairing(ILogger logger, string plan);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The damage that reconciliation found could not be repaired; the next reconciliation will report it again")]
    private static partial void LogRepairFailed(ILogger logger, Exception exception);
}
