using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using RetailGrains.Access;
using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Imports;
using RetailGrains.Tracing;

namespace RetailGrains.Imports;

/// <summary>
/// Starts an import, stores its progress and resumes it until it has ended. The work runs concurrently with the grain's calls, on its
/// scheduler. Once it runs, only the work changes the status.
/// </summary>
internal sealed partial class ImportGrain(
    [PersistentState("import", ImportGrain.Storage)] IPersistentState<ImportDocument> document,
    IImportStore store,
    ILedgerStore entries,
    ErasedCustomers customers,
    LedgerClient ledger,
    IOptions<ImportOptions> options,
    ImportSlots slots,
    ImportMeter meter,
    FailureMonitor failures,
    TimeProvider time,
    ILogger<ImportGrain> logger) : GuardedGrain, IImportGrain, IDisposable
{
    /// <summary>Name of the grain storage for documents.</summary>
    public const string Storage = "documents";

    /// <summary>An import that has crashed its process this often without progress is failed.</summary>
    private const int MaxStarts = 5;

    /// <summary>
    /// After this many permanent failures without progress, the import fails. Otherwise it would hold a slot forever.
    /// </summary>
    private const int MaxDefects = 5;

    private static readonly TimeSpan MinSaveInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private DelayedDeactivation? _deactivation;
    private string _importId = string.Empty;
    private ImportStatus? _status;
    private Task _work = Task.CompletedTask;
    private bool _begun;
    private int _defects;
    private long _defectsAtRow;
    private long _savedAt;
    private TimeSpan _saveInterval = MinSaveInterval;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _importId = ImportGrainKey.ImportIdOf(this);
        _status = document.State.Status;
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_work, _undoing).WaitAsync(cancellationToken);
        await EndRunAsync(cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    public Task StartAsync(string name) => _status is null ? BeginAsync(name) : ResumeAsync().AsTask();

    public async ValueTask ResumeAsync()
    {
        if (_status is not null)
        {
            Launch();
            return;
        }

        // The process may have ended between the upload and the start.
        IReadOnlyList<ImportFile> unfinished = await store.UnfinishedAsync(_stop.Token);
        if (unfinished.FirstOrDefault(file => file.ImportId == _importId) is { } uploaded) await BeginAsync(uploaded.Name);
    }

    public ValueTask<ImportStatus?> StatusAsync()
    {
        // Calls for unknown ids must not fill the memory.
        if (_status is null) (_deactivation ??= new DelayedDeactivation(this, () => _status is null)).Begin();
        return ValueTask.FromResult(_status);
    }

    public async Task ForgetAsync()
    {
        if (_status is { Phase: ImportPhase.Running } or { Undo.Phase: ImportPhase.Running }) return;
        if (!_work.IsCompleted || !_undoing.IsCompleted) return;
        // Any process that reaches a gateway can call this, so the rule is checked here.
        if (!await store.IsExpiredAsync(_importId, Now() - options.Value.Retention, _stop.Token)) return;
        if (document.RecordExists) await document.ClearStateAsync(_stop.Token);
        _status = null;
        // The file is deleted last, because its presence triggers this call: after an interruption here, the call is repeated.
        await store.DeleteAsync(_importId, _stop.Token);
        DeactivateOnIdle();
    }

    protected override string TargetOf(IIncomingGrainCallContext context) => _importId;

    private async Task BeginAsync(string name)
    {
        await SaveAsync(new ImportStatus(name, ImportPhase.Running, 0, null, 0, 0, 0, 0, 0, Now(), null, null, ImportRows.None));
        LogStarted(logger, _importId);
        Launch();
    }

    private void Launch()
    {
        if (!_work.IsCompleted || _stop.IsCancellationRequested) return;
        _work = WorkAsync(Task.CompletedTask, TryFinishAsync, queued => _status = _status! with { Queued = queued });
    }

    /// <summary>
    /// Works until the import has ended or the activation must end. Only an error in the file, or a failure that no retry can cure, fails
    /// an import. It waits out any other failure, such as a restart of the database or the loss of a silo.
    /// </summary>
    /// <param name="previous">The work that must have ended before.</param>
    /// <param name="tryFinishAsync">Does the work; false when it must be retried.</param>
    /// <param name="setQueued">Reports that the work waits for a slot, or no longer waits.</param>
    private async Task WorkAsync(Task previous, Func<Task<bool>> tryFinishAsync, Action<bool> setQueued)
    {
        await Task.Yield(); // the caller gets its answer first
        Spans.Continue(null);
        await previous;
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        if (!await EnterAsync(setQueued)) return;
        try
        {
            var backoff = new Backoff(FirstDelay, MaxDelay);
            while (!_stop.IsCancellationRequested && !await tryFinishAsync()) await DelayAsync(backoff.Next());
        }
        finally
        {
            slots.Leave();
        }

        failures.Of(Components.Imports).Succeeded(Subject);
        DelayDeactivation(TimeSpan.Zero);
    }

    /// <summary>Waits for a slot; false when the activation must end first.</summary>
    private async Task<bool> EnterAsync(Action<bool> setQueued)
    {
        if (slots.TryEnter()) return true;
        setQueued(true);
        try
        {
            await slots.EnterAsync(_stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            setQueued(false);
        }
    }

    /// <summary>Counts the run before it does any work. An import with too many crashed runs is failed instead.</summary>
    private async Task BeginRunAsync()
    {
        if (_begun) return;
        bool fails = document.State.Starts >= MaxStarts;
        if (!fails) document.State.Starts++;
        ImportStatus status = fails
            ? _status! with
            {
                Phase = ImportPhase.Failed,
                FinishedAt = Now(),
                Error =
                    $"The import was started {MaxStarts} times, and each time its process ended before it made progress. Split the file.",
            }
            : _status!;
        await SaveAsync(status);
        _begun = true;
    }

    /// <summary>The activation ends in order, so the run does not count as a crash.</summary>
    private async Task EndRunAsync(CancellationToken cancel)
    {
        if (!_begun || _status is not { Phase: ImportPhase.Running } || document.State.Starts == 0) return;
        try
        {
            document.State.Starts--;
            await document.WriteStateAsync(cancel);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogRunNotEnded(logger, e, _importId);
        }
    }

    private Task<bool> TryFinishAsync() => TryAsync(async () =>
    {
        if (_status!.Phase == ImportPhase.Running) await BeginRunAsync();
        if (_status.Phase == ImportPhase.Running) await SaveAsync(await ImportAsync());
        await store.FinishAsync(_importId, _stop.Token);
        meter.Finished(_status.Phase);
        LogFinished(logger, _importId, _status.Phase, _status.Rows, _status.Recorded, _status.Duplicates, _status.Rejected);
    });

    /// <summary>Returns false when the work must be retried.</summary>
    private async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return true;
        }
        catch (InconsistentStateException)
        {
            DeactivateOnIdle(); // another activation has continued
            return true;
        }
        // Not an error in the file: retry.
        catch (Exception e)
        {
            failures.Of(Components.Imports).Failed(Subject, e);
            return false;
        }
    }

    /// <summary>Imports the rest of the file and returns the final status, which is valid only after it is saved.</summary>
    private async Task<ImportStatus> ImportAsync()
    {
        var run = new ImportRun(_importId, store, entries, customers, ledger, meter, options.Value);
        try
        {
            await run.ImportAsync(_status!, document.State.Intent, ProgressAsync, _stop.Token);
            return _status! with { Phase = ImportPhase.Completed, FinishedAt = Now() };
        }
        catch (ImportFileException e)
        {
            return Failed(e.Message);
        }
        catch (Exception e) when (IsLastDefect(e))
        {
            LogDefect(logger, e, _importId, _status!.Rows);
            return Failed(
                $"An internal error stopped the import {MaxDefects} times after row {_status!.Rows:N0}; the log shows the error. The "
                + "receipts before that row are recorded.");
        }
    }

    private ImportStatus Failed(string error) => _status! with { Phase = ImportPhase.Failed, FinishedAt = Now(), Error = error };

    /// <summary>Counts failures that no retry cures; true when there were enough of them since the import last made progress.</summary>
    private bool IsLastDefect(Exception failure)
    {
        if (FailureClassifier.IsUnavailable(failure)) return false;
        if (_status!.Rows != _defectsAtRow) (_defects, _defectsAtRow) = (0, _status.Rows);
        return ++_defects >= MaxDefects;
    }

    private async Task ProgressAsync(ImportStatus status)
    {
        _status = status;
        // After a crashed run, progress is saved as soon as there is any: it shows that the import still advances.
        bool clears = document.State.Starts > 1 && status.Rows > document.State.Status?.Rows;
        if (clears || time.GetElapsedTime(_savedAt) >= _saveInterval) await SaveAsync(status);
    }

    /// <summary>
    /// A save in the embedded store waits among the commits that the import itself causes. So that reporting progress does not slow the
    /// import down, saving takes at most a tenth of the time.
    /// </summary>
    private async Task SaveAsync(ImportStatus status)
    {
        long start = time.GetTimestamp();
        if (status.Rows > document.State.Status?.Rows) document.State.Starts = 0;
        document.State.Status = status;
        if (status.Rows >= document.State.Intent?.UpToRow || status.Phase != ImportPhase.Running) document.State.Intent = null;
        await document.WriteStateAsync(_stop.Token);
        _status = status;
        _savedAt = time.GetTimestamp();
        TimeSpan taken = time.GetElapsedTime(start, _savedAt);
        _saveInterval = 10 * taken > MinSaveInterval ? 10 * taken : MinSaveInterval;
    }

    private async Task DelayAsync(TimeSpan delay) =>
        await Task.Delay(delay, time, _stop.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private string Subject => $"import {_importId}";

    private DateTime Now() => TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime);
}
