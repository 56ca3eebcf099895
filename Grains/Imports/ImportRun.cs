using System.Threading.Channels;
using RetailGrains.Access;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>
/// One run over the rest of a file. A separate thread reads and parses. The caller sends and counts, a few batches at once, so that the
/// partitions always have some to commit.
/// </summary>
/// <param name="importId">The import's id.</param>
/// <param name="store">Stores the file.</param>
/// <param name="entries">Reads the ledger.</param>
/// <param name="ledger">Records transactions.</param>
/// <param name="meter">Counts the processed rows.</param>
/// <param name="options">The limits.</param>
/// <param name="time">The clock.</param>
internal sealed class ImportRun(
    string importId,
    IImportStore store,
    ILedgerStore entries,
    LedgerClient ledger,
    ImportMeter meter,
    ImportOptions options,
    TimeProvider time)
{
    private const int BatchesInFlight = 4;

    // Rows that may be sent before the next save of the intent. A save costs a commit; more rows make the counts after a crash a little
    // less exact.
    private const long RowsOfIntent = 100_000;

    private static readonly TimeSpan HeadsAge = TimeSpan.FromSeconds(1);

    private readonly Queue<(BatchInFlight Sending, Task<SentBatch> Sent)> _inFlight = new();
    private long[] _heads = [];
    private long _headsAt;

    /// <summary>Imports the rows after <paramref name="status"/>.</summary>
    /// <param name="status">The progress of earlier runs.</param>
    /// <param name="intent">The rows that an earlier run may have sent after that.</param>
    /// <param name="save">Saves the status and the intent; when it returns, both are durable.</param>
    /// <param name="progress">Called after every processed batch, in the order of the file. It need not save.</param>
    /// <param name="cancel">Cancels the run.</param>
    /// <exception cref="ImportFileException">The file cannot be imported; everything before the error is processed.</exception>
    public async Task ImportAsync(
        ImportStatus status,
        ImportIntent? intent,
        Func<ImportStatus, ImportIntent?, Task> save,
        Func<ImportStatus, ImportIntent?, Task> progress,
        CancellationToken cancel)
    {
        ImportFile file = await store.FindAsync(importId, cancel)
            ?? throw new FileNotFoundException($"The file of import {importId} is not stored.");
        ImportSurvey survey = await Task.Run(() => SurveyAsync(cancel), cancel) with { Scope = StoreScope.Of(file.Stores) };
        status = status with { RowsTotal = survey.Rows };
        await progress(status, intent);

        var problems = new ProblemBook(importId, store, options.MaxRejects, await store.CountProblemsAsync(importId, cancel));
        var sender = new ImportSender(survey, problems, entries, ledger);
        ImportIntent? earlier = intent;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Channel<ImportBatch> batches = Channel.CreateBounded<ImportBatch>(BatchesInFlight);
        Task reading = Task.Run(() => ReadAsync(survey, status, earlier?.UpToRow ?? 0, batches.Writer, stop.Token), stop.Token);
        try
        {
            await foreach (ImportBatch batch in batches.Reader.ReadAllAsync(stop.Token))
            {
                if (_inFlight.Count == BatchesInFlight) await CompleteOldestAsync();
                if (status.Rejected > options.MaxRejects) break;
                await BeginAsync(batch);
            }

            while (_inFlight.Count > 0) await CompleteOldestAsync();
            // Rejects by the ledger count too; the reader does not know of them.
            if (status.Rejected > options.MaxRejects) throw ImportFileReader.TooManyRejects(options);
            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll([reading, .. _inFlight.Select(one => one.Sent)])
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        async Task BeginAsync(ImportBatch batch)
        {
            bool mayBeThere = batch.Row <= earlier?.UpToRow;
            long[] heads = mayBeThere ? earlier!.Heads : await RecentHeadsAsync(sender, stop.Token);
            if (!(batch.Row <= intent?.UpToRow))
            {
                intent = new ImportIntent(HeadsOfOldest(heads), batch.Row + RowsOfIntent);
                await save(status, intent);
            }

            var sending = new BatchInFlight(batch, heads, mayBeThere);
            _inFlight.Enqueue((sending, sender.SendAsync(sending, stop.Token)));
        }

        async Task CompleteOldestAsync()
        {
            SentBatch sent = await _inFlight.Dequeue().Sent;
            status = Behind(status, sent);
            meter.Processed(sent);
            // When no batch is in flight, these heads precede everything that is sent next.
            intent = intent! with { Heads = HeadsOfOldest(intent.Heads) };
            await progress(status, intent);
        }
    }

    /// <summary>
    /// A batch in flight was sent after its heads were read, and no batch in flight was sent before the oldest one's heads.
    /// </summary>
    private long[] HeadsOfOldest(long[] next) => _inFlight.TryPeek(out (BatchInFlight Sending, Task<SentBatch>) oldest) ? oldest.Sending.HeadsBefore : next;

    /// <summary>Returns the heads as of now or up to a second ago. Older heads are still correct, and cost nothing.</summary>
    private async Task<long[]> RecentHeadsAsync(ImportSender sender, CancellationToken cancel)
    {
        if (_heads.Length > 0 && time.GetElapsedTime(_headsAt) < HeadsAge) return _heads;
        long at = time.GetTimestamp();
        _heads = await sender.HeadsAsync(cancel);
        _headsAt = at;
        return _heads;
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
