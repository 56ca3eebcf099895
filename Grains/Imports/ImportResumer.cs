using RetailGrains.Failures;
using RetailGrains.Hosting;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>
/// Resumes imports and undos that were interrupted by the end of a process, and imports that were uploaded and never started.
/// </summary>
internal sealed class ImportResumer(IGrainFactory grains, IImportStore store, FailureMonitor failures, TimeProvider time)
    : PeriodicService(Components.BackgroundTasks, Interval, failures, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        foreach (ImportFile file in await store.UnfinishedAsync(stopping)) await grains.GetImport(file.ImportId).ResumeAsync();
        foreach (ImportUndo undo in await store.UndosAsync(stopping)) await grains.GetImport(undo.ImportId).ResumeUndoAsync(undo.Sub);
    }
}
