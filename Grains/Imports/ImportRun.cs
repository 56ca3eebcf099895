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
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

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
        Queue<Task<ImportTally>> inFlight = new();
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
            status = (await inFlight.Dequeue()).AddTo(status);
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
    private async Task<ImportTally> SendAsync(ImportBatch batch, CancellationToken cancel)
    {
        if (batch.Rejects.Count > 0) await store.AddRejectsAsync(importId, batch.Rejects, cancel);
        var tally = new ImportTally(batch);
        for (IReadOnlyList<SaleTransaction> left = batch.Transactions; left.Count > 0;)
        {
            AppendResult[] results = await ledger.AppendAsync(left, urgent: false, Patience, cancel);
            tally.Count(results);
            left = [.. left.Where((_, i) => results[i].Status == AppendStatus.Busy)];
        }

        return tally;
    }
}

/// <summary>What became of a batch.</summary>
internal sealed class ImportTally(ImportBatch batch)
{
    private int _recorded;
    private int _duplicates;
    private int _conflicts;

    public void Count(AppendResult[] results)
    {
        foreach (AppendResult result in results)
        {
            if (result.Status == AppendStatus.Recorded) _recorded++;
            else if (result.Status == AppendStatus.Duplicate) _duplicates++;
            else if (result.Status == AppendStatus.Conflict) _conflicts++;
        }
    }

    public ImportStatus AddTo(ImportStatus status) => status with
    {
        Rows = batch.Row,
        Transactions = status.Transactions + batch.Transactions.Count,
        Recorded = status.Recorded + _recorded,
        Duplicates = status.Duplicates + _duplicates,
        Conflicts = status.Conflicts + _conflicts,
        Rejected = status.Rejected + batch.RejectedInvoices,
    };
}
