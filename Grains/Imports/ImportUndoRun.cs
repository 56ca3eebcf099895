using System.Runtime.CompilerServices;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Imports;

/// <summary>
/// One run over the receipts that an import recorded. The partitions decide about each receipt, so a run may be repeated from any place: it
/// finds what an earlier one has annulled, and counts it.
/// </summary>
/// <param name="provenance">The source of the annulments; see <see cref="ImportUndoRules"/>.</param>
/// <param name="importId">The import.</param>
/// <param name="entries">Reads the ledger.</param>
/// <param name="ledger">Revises transactions.</param>
/// <param name="meter">Counts the processed receipts.</param>
internal sealed class ImportUndoRun(
    Provenance provenance, string importId, ILedgerStore entries, LedgerClient ledger, ImportMeter meter)
{
    /// <summary>Receipts that are annulled concurrently; each takes a commit of its partition.</summary>
    private const int Window = 64;

    private const long MaxPageBytes = 4 << 20;

    /// <summary>Annuls the receipts after a place and returns all counts.</summary>
    /// <param name="counts">The counts up to the place.</param>
    /// <param name="place">The last receipt that is counted; null when none is.</param>
    /// <param name="progress">Called after each window. It need not save.</param>
    /// <param name="cancel">Cancels the run.</param>
    public async Task<ImportUndoCounts> RunAsync(
        ImportUndoCounts counts, ImportUndoPlace? place, Func<ImportUndoCounts, ImportUndoPlace, Task> progress, CancellationToken cancel)
    {
        if (place is null) await AnnulLinkedAsync(cancel);
        await foreach (LedgerEntry[] window in WindowsAsync(place, cancel))
        {
            RevisionStatus[] results = await UndoAsync(window, cancel);
            ImportUndoCounts done = results.Aggregate(ImportUndoCounts.None, (sum, result) => sum + ImportUndoRules.CountsOf(result));
            meter.Undone(done);
            counts += done;
            await progress(counts, PlaceOf(window[^1]));
        }

        return counts;
    }

    /// <summary>A return may be linked to another return, so the passes end with one that finds nothing to annul.</summary>
    private async Task AnnulLinkedAsync(CancellationToken cancel)
    {
        bool recorded;
        do
        {
            recorded = false;
            await foreach (LedgerEntry[] window in WindowsAsync(null, cancel))
            {
                RevisionStatus[] results = await UndoAsync(Array.FindAll(window, ImportUndoRules.ComesFirst), cancel);
                recorded |= results.Contains(RevisionStatus.Recorded);
            }
        }
        while (recorded);
    }

    private async Task<RevisionStatus[]> UndoAsync(LedgerEntry[] window, CancellationToken cancel)
    {
        RevisionResult[] results = await Task.WhenAll(window.Select(entry => ledger.ReviseUntilDoneAsync(
            new RevisionRequest(entry.TransactionId, RevisionAction.Undo, Correction: null, provenance), cancel)));
        return Array.ConvertAll(results, result => result.Status);
    }

    /// <summary>Annulled receipts stay in the order, so that it does not depend on the progress.</summary>
    private async IAsyncEnumerable<LedgerEntry[]> WindowsAsync(
        ImportUndoPlace? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        LedgerPage page;
        do
        {
            LedgerCursor? before = after is null ? null : new LedgerCursor(after.OccurredAt, after.TransactionId);
            page = await entries.QueryAsync(
                new LedgerQuery(null, null, null, null, null, before, Window, MaxPageBytes)
                {
                    Source = Provenance.ImportPrefix + importId,
                    WithAnnulled = true,
                },
                cancel);
            if (page.Entries.Count == 0) yield break;
            yield return [.. page.Entries];
            after = PlaceOf(page.Entries[^1]);
        }
        while (page.More);
    }

    private static ImportUndoPlace PlaceOf(LedgerEntry entry) => new(entry.OccurredAt, entry.TransactionId);
}
