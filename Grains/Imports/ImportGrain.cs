using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>
/// Begins an import, keeps its progress and has it go on until it has ended. The work runs beside the grain's calls, on its scheduler, and
/// is the only one to change the status once it runs.
/// </summary>
internal sealed partial class ImportGrain(
    [PersistentState("import", ImportGrain.Storage)] IPersistentState<ImportDocument> document,
    IImportStore store,
    ILedgerStore entries,
    LedgerClient ledger,
    IOptions<ImportOptions> options,
    FailureMonitor failures,
    TimeProvider time,
    ILogger<ImportGrain> logger) : Grain, IImportGrain, IDisposable
{
    /// <summary>Name of the grain storage for documents.</summary>
    public const string Storage = "documents";

    private static readonly TimeSpan ShortestSaveInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private ShortStay? _stay;
    private string _importId = string.Empty;
    private ImportStatus? _status;
    private Task _work = Task.CompletedTask;
    private long _savedAt;
    private TimeSpan _saveInterval = ShortestSaveInterval;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _importId = ImportGrainKey.ImportIdOf(this);
        _status = document.State.Status;
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(cancellationToken);
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
        // Whoever asks for what is not there must not fill the memory with it.
        if (_status is null) (_stay ??= new ShortStay(this, () => _status is null)).Begin();
        return ValueTask.FromResult(_status);
    }

    private async Task BeginAsync(string name)
    {
        await SaveAsync(new ImportStatus(name, ImportPhase.Running, 0, null, 0, 0, 0, 0, 0, Now(), null, null, ImportRows.None), intent: null);
        LogStarted(logger, _importId);
        Launch();
    }

    private void Launch()
    {
        if (!_work.IsCompleted || _stop.IsCancellationRequested) return;
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        _work = WorkAsync();
    }

    /// <summary>
    /// Until the import has ended, or the activation has to. Only what is wrong with the file fails an import; whatever else goes wrong
    /// (a database that is started anew, a silo that is lost) is waited out.
    /// </summary>
    private async Task WorkAsync()
    {
        await Task.Yield(); // the caller has its answer first
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (!_stop.IsCancellationRequested && !await TryFinishAsync()) await DelayAsync(backoff.Next());
        failures.Of(Components.Imports).Succeeded(Subject);
        DelayDeactivation(TimeSpan.Zero);
    }

    private async Task<bool> TryFinishAsync()
    {
        try
        {
            if (_status!.Phase == ImportPhase.Running) await SaveAsync(await ImportAsync(), intent: null);
            await store.FinishAsync(_importId, _stop.Token);
            LogFinished(logger, _importId, _status.Phase, _status.Rows, _status.Recorded, _status.Duplicates, _status.Rejected);
            return true;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return true;
        }
        catch (InconsistentStateException)
        {
            DeactivateOnIdle(); // another activation has gone on with the import
            return true;
        }
        // Not a fault of the file's: tried again.
        catch (Exception e)
        {
            failures.Of(Components.Imports).Failed(Subject, e);
            return false;
        }
    }

    /// <summary>Imports what is left, and answers the status at the end, which counts only when it is saved.</summary>
    private async Task<ImportStatus> ImportAsync()
    {
        var run = new ImportRun(_importId, store, entries, ledger, options.Value, time);
        try
        {
            await run.ImportAsync(_status!, document.State.Intent, SaveAsync, ProgressAsync, _stop.Token);
            return _status! with { Phase = ImportPhase.Completed, FinishedAt = Now() };
        }
        catch (ImportFileException e)
        {
            return _status! with { Phase = ImportPhase.Failed, FinishedAt = Now(), Error = e.Message };
        }
    }

    private async Task ProgressAsync(ImportStatus status, ImportIntent? intent)
    {
        _status = status;
        if (time.GetElapsedTime(_savedAt) >= _saveInterval) await SaveAsync(status, intent);
    }

    /// <summary>
    /// A save of the embedded store has to wait among the commits that the import itself brings about; so that it does not hold up what it
    /// only tells, saving takes at most a tenth of the time.
    /// </summary>
    private async Task SaveAsync(ImportStatus status, ImportIntent? intent)
    {
        long start = time.GetTimestamp();
        document.State.Status = status;
        document.State.Intent = intent;
        await document.WriteStateAsync(_stop.Token);
        _status = status;
        _savedAt = time.GetTimestamp();
        TimeSpan taken = time.GetElapsedTime(start, _savedAt);
        _saveInterval = 10 * taken > ShortestSaveInterval ? 10 * taken : ShortestSaveInterval;
    }

    private async Task DelayAsync(TimeSpan delay) =>
        await Task.Delay(delay, time, _stop.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private string Subject => $"import {_importId}";

    private DateTime Now() => TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime);
}
