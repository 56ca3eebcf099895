using RetailGrains.Ledger;
using RetailGrains.Ledger.Imports;

namespace RetailGrains.Imports;

/// <summary>A stretch of a file, read. Its batches come in the same order whenever the file is read.</summary>
/// <param name="Row">Every invoice whose last row is this one or an earlier one is in this batch or one before it.</param>
/// <param name="Transactions">Invoices that are complete and good.</param>
/// <param name="Rejects">What is wrong, row by row.</param>
/// <param name="RejectedInvoices">How many invoices end here as rejected ones; a row whose invoice can't be read counts as one.</param>
internal sealed record ImportBatch(
    long Row, IReadOnlyList<SaleTransaction> Transactions, IReadOnlyList<ImportReject> Rejects, int RejectedInvoices);

/// <summary>What the first reading of a file finds.</summary>
/// <param name="Header">Where the columns are.</param>
/// <param name="Rows">How many rows there are, blank lines not counted.</param>
/// <param name="Invoices">The invoices, each with its last row.</param>
internal sealed record ImportSurvey(CsvHeader Header, long Rows, InvoiceIndex Invoices);
