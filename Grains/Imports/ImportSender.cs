using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>A batch in flight.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="HeadsBefore">The partitions' heads before any of the batch was sent.</param>
/// <param name="MayBeThere">An earlier, interrupted run may have sent the batch.</param>
internal sealed record BatchInFlight(ImportBatch Batch, long[] HeadsBefore, bool MayBeThere);

/// <summary>The result of a batch.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Receipts">Its valid receipts, by the ledger's answers.</param>
/// <param name="RefusedReceipts">Receipts that the ledger refused; their rows count as rejected.</param>
/// <param name="Rows">The results of its rows.</param>
internal sealed record SentBatch(ImportBatch Batch, SendTally Receipts, int RefusedReceipts, ImportRows Rows);

/// <summary>Sends the batches of one import and stores the problems of receipts that were not recorded.</summary>
internal sealed class ImportSender(ImportSurvey survey, ProblemBook problems, ILedgerStore entries, LedgerClient ledger)
{
    /// <summary>An entry may have one mebibyte, so few are read at once.</summary>
    private const int LookUpAtATime = 16;

    /// <summary>Returns the last sequences of all partitions.</summary>
    public Task<long[]> HeadsAsync(CancellationToken cancel) =>
        Task.WhenAll(Enumerable.Range(0, ledger.Partitions).Select(partition => entries.HeadAsync(partition, cancel)));

    /// <summary>Sends a batch and retries until it is done. Its problems are stored before it counts as processed.</summary>
    public async Task<SentBatch> SendAsync(BatchInFlight sending, CancellationToken cancel)
    {
        ImportBatch batch = sending.Batch;
        await problems.AddAsync(batch.Rejects, cancel);
        SendOutcome[] outcomes = await ledger.SendAllAsync([.. batch.Transactions], cancel);
        var statuses = Array.ConvertAll(outcomes, outcome => sending.MayBeThere || outcome.Resent
            ? ImportIntent.Judge(outcome.Result, sending.HeadsBefore)
            : outcome.Result.Status);
        await TellConflictsAsync([.. batch.Receipts.Where((_, i) => statuses[i] == AppendStatus.Conflict)], cancel);
        ImportProblem[] refused = [.. batch.Receipts.Select((receipt, i) => RefusalOf(receipt, statuses[i])).OfType<ImportProblem>()];
        await problems.AddAsync(refused, cancel);
        return new SentBatch(batch, ReceiptsOf(statuses), refused.Length, RowsOf(batch, statuses));
    }

    private async Task TellConflictsAsync(ImportedReceipt[] conflicts, CancellationToken cancel)
    {
        foreach (ImportedReceipt[] some in conflicts.Chunk(LookUpAtATime).TakeWhile(_ => problems.Room > 0))
        {
            IReadOnlyDictionary<string, LedgerEntry> recorded =
                await entries.FindAsync([.. some.Select(receipt => receipt.Transaction.TransactionId)], cancel);
            await problems.AddAsync(
                [.. some.SelectMany(receipt => ConflictProblems.Of(recorded[receipt.Transaction.TransactionId], receipt, survey))], cancel);
        }
    }

    /// <summary>Returns why the ledger refused a receipt; null when it did not.</summary>
    private ImportProblem? RefusalOf(ImportedReceipt receipt, AppendStatus status) => status switch
    {
        AppendStatus.UnknownTimeZone => ImportProblem.Reject(
            receipt.FileLines[0],
            receipt.Transaction.TransactionId,
            survey.Header.NameOf(CsvColumn.Country),
            $"store \"{receipt.Transaction.StoreId}\" has a time zone in the catalogue that the time zone database lacks"),
        AppendStatus.Invalid => ImportProblem.Reject(
            receipt.FileLines[0], receipt.Transaction.TransactionId, string.Empty, "breaks a rule of the ledger, such as the size of a transaction"),
        _ => null,
    };

    private static SendTally ReceiptsOf(AppendStatus[] statuses) => new(
        statuses.Count(status => status == AppendStatus.Recorded),
        statuses.Count(status => status == AppendStatus.Duplicate),
        statuses.Count(status => status == AppendStatus.Conflict));

    private static ImportRows RowsOf(ImportBatch batch, AppendStatus[] statuses)
    {
        return new ImportRows(Of(AppendStatus.Recorded), Of(AppendStatus.Duplicate), Of(AppendStatus.Conflict), batch.RejectedRows + Of(AppendStatus.UnknownTimeZone) + Of(AppendStatus.Invalid), batch.IgnoredRows);

        long Of(AppendStatus status) => batch.Receipts.Where((_, i) => statuses[i] == status).Sum(receipt => (long)receipt.FileLines.Length);
    }
}
