using System.Threading.Channels;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>
/// One run over what is left of a file. Reading and parsing have a thread of their own; sending and counting are the caller's, a few
/// batches at once, so that the partitions always have some to commit.
/// </summary>
internal sealed class ImportRun(string importId, IImportStore store, LedgerClient ledger, ImportOptions options)
{
    private const int BatchesInFlight = 4;

    /// <summary>Imports the file behind <paramref name="status"/>.</summary>
    /// <param name="status">What was done before.</param>
    /// <param name="progress">Told after every batch that is dealt with, in the order of the file.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="ImportFileException">The file can't be imported; what stood before the fault is dealt with.</exception>
    public async Task ImportAsync(ImportStatus status, Func<ImportStatus, Task> progress, CancellationToken cancel)
    {
        ImportSurvey survey = await Task.Run(() => SurveyAsync(cancel), cancel);
        status = status with { RowsTotal = survey.Rows };
        await progress(status);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Channel<ImportBatch> batches = Channel.CreateBounded<ImportBatch>(BatchesInFlight);
        Task reading = Task.Run(() => ReadAsync(survey, status, batches.Writer, stop.Token), stop.Token);
        Queue<Task<(ImportBatch, SendTally)>> inFlight = new();
        try
        {
            await foreach (ImportBatch batch in batches.Reader.ReadAllAsync(stop.Token))
            {
                if (inFlight.Count == BatchesInFlight) await SettleAsync();
                inFlight.Enqueue(SendAsync(batch, stop.Token));
            }

            while (inFlight.Count > 0) await SettleAsync();
            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll([reading, .. inFlight])
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        async Task SettleAsync()
        {
            (ImportBatch batch, SendTally sent) = await inFlight.Dequeue();
            status = Behind(status, batch, sent);
            await progress(status);
        }
    }

    private async Task<ImportSurvey> SurveyAsync(CancellationToken cancel)
    {
        await using Stream file = await store.OpenAsync(importId, cancel);
        return await ImportFileReader.SurveyAsync(file, options, cancel);
    }

    /// <summary>Ends without a fault: what went wrong is told by <see cref="ImportAsync"/> when the batches before it are dealt with.</summary>
    private async Task ReadAsync(ImportSurvey survey, ImportStatus status, ChannelWriter<ImportBatch> batches, CancellationToken cancel)
    {
        try
        {
            await using Stream file = await store.OpenAsync(importId, cancel);
            IAsyncEnumerable<ImportBatch> read = ImportFileReader.ReadAsync(
                file, survey, status.Rows, new DateTimeOffset(status.StartedAt, TimeSpan.Zero), options, cancel);
            await foreach (ImportBatch batch in read) await batches.WriteAsync(batch, cancel);
        }
        finally
        {
            batches.TryComplete();
        }
    }

    /// <summary>Sends a batch for as long as it takes; its rejects first, so that none is missing where the progress covers it.</summary>
    private async Task<(ImportBatch Batch, SendTally Sent)> SendAsync(ImportBatch batch, CancellationToken cancel)
    {
        if (batch.Rejects.Count > 0) await store.AddRejectsAsync(importId, batch.Rejects, cancel);
        return (batch, await ledger.AppendAllAsync(batch.Transactions, cancel));
    }

    private static ImportStatus Behind(ImportStatus status, ImportBatch batch, SendTally sent) => status with
    {
        Rows = batch.Row,
        Transactions = status.Transactions + batch.Transactions.Count,
        Recorded = status.Recorded + sent.Recorded,
        Duplicates = status.Duplicates + sent.Duplicates,
        Conflicts = status.Conflicts + sent.Conflicts,
        Rejected = status.Rejected + batch.RejectedInvoices,
    };
}
