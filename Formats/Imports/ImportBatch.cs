using RetailGrains.Access;
using RetailGrains.Ledger;

namespace RetailGrains.Imports;

/// <summary>A receipt of a file.</summary>
/// <param name="Transaction">The transaction to record; each of its lines is one row.</param>
/// <param name="FileLines">By line: the line of the file on which its row begins.</param>
public sealed record ImportedReceipt(SaleTransaction Transaction, long[] FileLines);

/// <summary>A section of a file. Every reading of the file produces the same batches in the same order.</summary>
/// <param name="Row">Every receipt whose last row is this row or an earlier one is in this batch or an earlier one.</param>
/// <param name="Receipts">Complete and valid receipts.</param>
/// <param name="Rejects">The errors: for each rejected receipt, its first bad row.</param>
/// <param name="RejectedInvoices">
/// Number of rejected receipts that end in this batch. A row whose receipt cannot be identified counts as one.
/// </param>
/// <param name="RejectedRows">The rows of the rejected receipts.</param>
/// <param name="IgnoredRows">Rows without any value.</param>
public sealed record ImportBatch(
    long Row,
    IReadOnlyList<ImportedReceipt> Receipts,
    IReadOnlyList<ImportProblem> Rejects,
    int RejectedInvoices,
    int RejectedRows,
    int IgnoredRows)
{
    public IEnumerable<SaleTransaction> Transactions => Receipts.Select(receipt => receipt.Transaction);
}

/// <summary>The result of the first reading of a file.</summary>
/// <param name="Header">The positions of the columns.</param>
/// <param name="Rows">Number of rows, without empty lines.</param>
/// <param name="Invoices">The receipts, each with its last row.</param>
/// <param name="SlashDates">The form of the file's dates with slashes.</param>
public sealed record ImportSurvey(CsvHeader Header, long Rows, InvoiceIndex Invoices, SlashDates SlashDates)
{
    /// <summary>The stores that the sender may send for; receipts of others are rejected.</summary>
    public StoreScope Scope { get; init; } = StoreScope.All;
}
