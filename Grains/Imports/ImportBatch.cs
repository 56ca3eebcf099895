using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>A receipt of a file.</summary>
/// <param name="Transaction">What is to be recorded; each of its lines is one row.</param>
/// <param name="FileLines">By line: where its row begins in the file.</param>
internal sealed record ImportedReceipt(SaleTransaction Transaction, long[] FileLines);

/// <summary>A stretch of a file, read. Its batches come in the same order whenever the file is read.</summary>
/// <param name="Row">Every invoice whose last row is this one or an earlier one is in this batch or one before it.</param>
/// <param name="Receipts">Invoices that are complete and good.</param>
/// <param name="Rejects">What is wrong: of a rejected invoice its first bad row.</param>
/// <param name="RejectedInvoices">How many invoices end here as rejected ones; a row whose invoice can't be read counts as one.</param>
/// <param name="RejectedRows">The rows of those.</param>
/// <param name="IgnoredRows">Rows without any value.</param>
internal sealed record ImportBatch(
    long Row,
    IReadOnlyList<ImportedReceipt> Receipts,
    IReadOnlyList<ImportProblem> Rejects,
    int RejectedInvoices,
    int RejectedRows,
    int IgnoredRows)
{
    public IEnumerable<SaleTransaction> Transactions => Receipts.Select(receipt => receipt.Transaction);
}

/// <summary>What the first reading of a file finds.</summary>
/// <param name="Header">Where the columns are.</param>
/// <param name="Rows">How many rows there are, empty lines not counted.</param>
/// <param name="Invoices">The invoices, each with its last row.</param>
/// <param name="SlashDates">How the file writes dates with slashes.</param>
internal sealed record ImportSurvey(CsvHeader Header, long Rows, InvoiceIndex Invoices, SlashDates SlashDates);
