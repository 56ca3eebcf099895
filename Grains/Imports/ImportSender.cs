using RetailGrains.Ledger;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Revisions;

namespace RetailGrains.Imports;

/// <summary>The result of a batch.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Receipts">Its valid receipts, by the ledger's answers.</param>
/// <param name="RefusedReceipts">Receipts that the ledger refused; their rows count as rejected.</param>
/// <param name="Rows">The results of its rows.</param>
internal sealed record SentBatch(ImportBatch Batch, SendTally Receipts, int RefusedReceipts, ImportRows Rows);

/// <summary>
/// Sends the batches of one import and stores the problems of receipts that were not recorded. Every entry names the import as its source,
/// so a receipt that an interrupted run has recorded counts as recorded, not as a duplicate.
/// </summary>
/// <param name="provenance">The import, and its sender.</param>
/// <param name="survey">The result of the first reading of the file.</param>
/// <param name="problems">Stores problems.</param>
/// <param name="entries">Reads the ledger.</param>
/// <param name="customers">Recognizes sales of erased customers.</param>
/// <param name="ledger">Records transactions.</param>
internal sealed class ImportSender(
    Provenance provenance,
    ImportSurvey survey,
    ProblemRecorder problems,
    ILedgerStore entries,
    ErasedCustomers customers,
    LedgerClient ledger)
{
    /// <summary>An entry may have one mebibyte, so few are read at a time.</summary>
    private const int LookUpAtATime = 16;

    /// <summary>Sends a batch and retries until it is done. Its problems are stored before it counts as processed.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="earlier">Set when a run of an earlier version may have sent the batch, without naming its source.</param>
    /// <param name="cancel">Cancels the sending.</param>
    public async Task<SentBatch> SendAsync(ImportBatch batch, ImportIntent? earlier, CancellationToken cancel)
    {
        await problems.AddAsync(batch.Rejects, cancel);
        SaleTransaction[] transactions = [.. batch.Transactions.Select(transaction => transaction with { Provenance = provenance })];
        AppendResult[] results = await ledger.SendAllAsync(transactions, cancel);
        var statuses = Array.ConvertAll(
            results, result => earlier is null ? result.Status : ImportIntent.StatusOf(result, earlier.Heads));
        await ReportConflictsAsync([.. batch.Receipts.Where((_, i) => statuses[i] == AppendStatus.Conflict)], cancel);
        ImportProblem[] refused = [.. batch.Receipts.Select((receipt, i) => RefusalOf(receipt, statuses[i])).OfType<ImportProblem>()];
        await problems.AddAsync(refused, cancel);
        return new SentBatch(batch, ReceiptsOf(statuses), refused.Length, RowsOf(batch, statuses));
    }

    private async Task ReportConflictsAsync(ImportedReceipt[] conflicts, CancellationToken cancel)
    {
        foreach (ImportedReceipt[] some in conflicts.Chunk(LookUpAtATime).TakeWhile(_ => problems.Room > 0))
        {
            IReadOnlyDictionary<string, TransactionHistory> recorded =
                await entries.HistoriesAsync([.. some.Select(receipt => receipt.Transaction.TransactionId)], cancel);
            await problems.AddAsync(
                [
                    .. some.SelectMany(
                        receipt => ConflictProblems.Of(Recorded(receipt), Comparable(receipt), survey)),
                ],
                cancel);

            LedgerEntry Recorded(ImportedReceipt receipt) => recorded[receipt.Transaction.TransactionId].Current;

            ImportedReceipt Comparable(ImportedReceipt receipt) =>
                receipt with { Transaction = customers.FormOf(receipt.Transaction, Recorded(receipt)) };
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
            receipt.FileLines[0], receipt.Transaction.TransactionId, string.Empty,
            "breaks a rule of the ledger, such as the size of a transaction"),
        _ => null,
    };

    private static SendTally ReceiptsOf(AppendStatus[] statuses) => new(
        statuses.Count(status => status == AppendStatus.Recorded),
        statuses.Count(status => status == AppendStatus.Duplicate),
        statuses.Count(status => status == AppendStatus.Conflict));

    private static ImportRows RowsOf(ImportBatch batch, AppendStatus[] statuses)
    {
        return new ImportRows(
            Of(AppendStatus.Recorded), Of(AppendStatus.Duplicate), Of(AppendStatus.Conflict),
            batch.RejectedRows + Of(AppendStatus.UnknownTimeZone) + Of(AppendStatus.Invalid), batch.IgnoredRows);

        long Of(AppendStatus status) =>
            batch.Receipts.Where((_, i) => statuses[i] == status).Sum(receipt => (long)receipt.FileLines.Length);
    }
}
