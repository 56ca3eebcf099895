using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>
/// The undo of an ended import. The store lists it before the first receipt is annulled, and until its result is saved, so that it is
/// resumed after a crash. It takes a slot like an import.
/// </summary>
internal sealed partial class ImportGrain
{
    private Task _undoing = Task.CompletedTask;

    public async Task<ImportStatus?> UndoAsync(string? sub)
    {
        if (_status is null or { Phase: ImportPhase.Running } or { Undo.Phase: ImportPhase.Completed }) return _status;
        if (!IsUndoing)
        {
            await _undoing.WaitAsync(_stop.Token); // one that failed may not have ended
            await store.BeginUndoAsync(new ImportUndo(_importId, sub), _stop.Token);
            await BeginUndoAsync(sub);
        }

        LaunchUndo();
        return _status;
    }

    public async Task ResumeUndoAsync(string? sub)
    {
        // Any process that reaches a gateway can call this, so the requested undo and its sender are read from the store.
        ImportUndo? requested = (await store.UndosAsync(_stop.Token)).FirstOrDefault(undo => undo.ImportId == _importId);
        if (requested is null || !_undoing.IsCompleted) return;
        // The process may have ended before the undo was saved, or before its end was noted.
        if (_status is { Undo: null } or { Undo.Phase: ImportPhase.Failed }) await BeginUndoAsync(requested.Sub);
        if (_status is null) await store.EndUndoAsync(_importId, _stop.Token);
        else LaunchUndo();
    }

    private bool IsUndoing => _status is { Undo.Phase: ImportPhase.Running };

    private async Task BeginUndoAsync(string? sub)
    {
        document.State.UndoPlace = null;
        await SaveAsync(_status! with { Undo = new ImportUndoStatus(ImportPhase.Running, ImportUndoCounts.None, Now(), Sub: sub) });
        LogUndoStarted(logger, _importId);
    }

    private void LaunchUndo()
    {
        if (!_undoing.IsCompleted || _stop.IsCancellationRequested) return;
        _undoing = WorkAsync(
            _work, TryUndoAsync, queued => _status = _status! with { Undo = _status.Undo! with { Queued = queued } });
    }

    private Task<bool> TryUndoAsync() => TryAsync(async () =>
    {
        if (IsUndoing) await SaveAsync(_status! with { Undo = await AnnulAsync(_status.Undo!) });
        await store.EndUndoAsync(_importId, _stop.Token);
        ImportUndoStatus undo = _status!.Undo!;
        meter.UndoFinished(undo.Phase);
        LogUndoFinished(logger, _importId, undo.Phase, undo.Counts.Annulled, undo.Counts.AlreadyRevised, undo.Counts.Refused);
    });

    /// <summary>Annuls the rest and returns the final status, which is valid only after it is saved.</summary>
    private async Task<ImportUndoStatus> AnnulAsync(ImportUndoStatus undo)
    {
        var run = new ImportUndoRun(ImportUndoRules.ProvenanceOf(_importId, undo.Sub), _importId, entries, ledger, meter);
        ImportUndoCounts counts = await run.RunAsync(undo.Counts, document.State.UndoPlace, UndoProgressAsync, _stop.Token);
        string? error = ImportUndoRules.ErrorOf(counts, _status!.Recorded);
        return undo with
        {
            Phase = error is null ? ImportPhase.Completed : ImportPhase.Failed,
            Counts = counts,
            FinishedAt = Now(),
            Error = error,
        };
    }

    /// <summary>Counts and place belong together: an undo that is retried or resumed continues after the place.</summary>
    private async Task UndoProgressAsync(ImportUndoCounts counts, ImportUndoPlace place)
    {
        _status = _status! with { Undo = _status.Undo! with { Counts = counts } };
        document.State.UndoPlace = place;
        if (time.GetElapsedTime(_savedAt) >= _saveInterval) await SaveAsync(_status);
    }
}
