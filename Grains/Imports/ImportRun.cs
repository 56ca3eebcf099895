using System.Threading.Channels;
using RetailGrains.Access;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>
/// One run over the rest of a file. A separate thread reads and parses. The caller sends and counts, a few batches at once, so that the
/// partitions always have some to commit.
/// </summary>
/// <param name="importId">The import's id.</param>
/// <param name="store">Stores the file.</param>
/// <param name="entries">Reads the ledger.</param>
/// <param name="customers">Recognizes sales of erased customers.</param>
/// <param name="ledger">Records transactions.</param>
/// <param name="meter">Counts the processed rows.</param>
/// <param name="options">The limits.</param>
internal sealed class ImportRun(
    string importId,
    IImportStore store,
    ILedgerStore entries,
    ErasedCustomers customers,
    LedgerClient ledger,
    ImportMeter meter,
    ImportOptions options)
{
    private const int BatchesInFlight = 4;

    private readonly Queue<Task<SentBatch>> _inFlight = new();

    /// <summary>Imports the rows after <paramref name="status"/>.</summary>
    /// <param name="status">The progress of earlier runs.</param>
    /// <param name="earlier">The rows that a run of an earlier version may have sent after that.</param>
    /// <param name="progress">Called after every processed batch, in the order of the file. It need not save.</param>
    /// <param name="cancel">Cancels the run.</param>
    /// <exception cref="ImportFileException">The file cannot be imported; everything before the error is processed.</exception>
    public async Task ImportAsync(
        ImportStatus status, ImportIntent? earlier, Func<ImportStatus, Task> progress, CancellationToken cancel)
    {
        ImportFile file = await store.FindAsync(importId, cancel)
            ?? throw new FileNotFoundException($"The file of import {importId} is not stored.");
        ImportSurvey survey = await Task.Run(() => SurveyAsync(cancel), cancel) with { Scope = StoreScope.Of(file.Stores) };
        status = status with { RowsTotal = survey.Rows };
        await progress(status);

        var problems = new ProblemRecorder(importId, store, options.MaxRejects, await store.CountProblemsAsync(importId, cancel));
        var provenance = new Provenance(Provenance.ImportPrefix + importId, file.Sub);
        var sender = new ImportSender(provenance, survey, problems, entries, customers, ledger);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Channel<ImportBatch> batches = Channel.CreateBounded<ImportBatch>(BatchesInFlight);
        Task reading = Task.Run(() => ReadAsync(survey, status, earlier?.UpToRow ?? 0, batches.Writer, stop.Token), stop.Token);
        try
        {
            await foreach (ImportBatch batch in batches.Reader.ReadAllAsync(stop.Token))
            {
                if (_inFlight.Count == BatchesInFlight) await CompleteOldestAsync();
                if (status.Rejected > options.MaxRejects) break;
                _inFlight.Enqueue(sender.SendAsync(batch, batch.Row <= earlier?.UpToRow ? earlier : null, stop.Token));
            }

            while (_inFlight.Count > 0) await CompleteOldestAsync();
            // Rejects by the ledger count too; the reader does not know of them.
            if (status.Rejected > options.MaxRejects) throw ImportFileReader.TooManyRejects(options);
            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll([reading, .. _inFlight])
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        async Task CompleteOldestAsync()
        {
            SentBatch sent = await _inFlight.Dequeue();
            status = Behind(status, sent);
            meter.Processed(sent);
            await progress(status);
        }
    }

    private async Task<ImportSurvey> SurveyAsync(CancellationToken cancel)
    {
        await using Stream file = await store.OpenAsync(importId, cancel);
        return await ImportFileReader.SurveyAsync(file, options, cancel);
    }

    /// <summary>Never throws: <see cref="ImportAsync"/> reports the failure after it has processed the batches before it.</summary>
    private async Task ReadAsync(
        ImportSurvey survey, ImportStatus status, long endBatchAt, ChannelWriter<ImportBatch> batches, CancellationToken cancel)
    {
        try
        {
            await using Stream file = await store.OpenAsync(importId, cancel);
            IAsyncEnumerable<ImportBatch> read = ImportFileReader.ReadAsync(
                file, survey, status.Rows, new DateTimeOffset(status.StartedAt, TimeSpan.Zero), endBatchAt, options, cancel);
            await foreach (ImportBatch batch in read) await batches.WriteAsync(batch, cancel);
        }
        finally
        {
            batches.TryComplete();
        }
    }

    private static ImportStatus Behind(ImportStatus status, SentBatch sent) => status with
    {
        Rows = sent.Batch.Row,
        Transactions = status.Transactions + sent.Batch.Receipts.Count,
        Recorded = status.Recorded + sent.Receipts.Recorded,
        Duplicates = status.Duplicates + sent.Receipts.Duplicates,
        Conflicts = status.Conflicts + sent.Receipts.Conflicts,
        Rejected = status.Rejected + sent.Batch.RejectedInvoices + sent.RefusedReceipts,
        RowCounts = status.RowCounts is { } rows ? rows + sent.Rows : null,
    };
}
