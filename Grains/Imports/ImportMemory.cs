using RetailGrains.Ledger;

namespace RetailGrains.Imports;

/// <summary>
/// Estimates what an import holds in memory, rather too much than too little: objects with their headers, lists with room to grow, texts
/// of two bytes a character.
/// </summary>
internal static class ImportMemory
{
    private const int InvoiceBytes = 120;
    private const int ReceiptBytes = 640;
    private const int LineBytes = 112;

    /// <summary>Of an invoice that is remembered with its last row, by the length of its number.</summary>
    public static long OfInvoice(int length) => InvoiceBytes + (2L * length);

    /// <summary>Of an open receipt without lines.</summary>
    public static long OfReceipt(string invoice) => ReceiptBytes + Text(invoice);

    /// <summary>Of one of its lines.</summary>
    public static long OfLine(in SaleLine line) => LineBytes + Text(line.ProductId) + Text(line.Description);

    /// <exception cref="ImportFileException">It is more than an import may take.</exception>
    public static void Require(long bytes, ImportOptions options)
    {
        if (bytes > options.MaxMemoryBytes)
            throw new ImportFileException(
                $"The invoices of the file, and those of their rows that wait for a later one, take more than {options.MaxMemoryBytes:N0} bytes "
                + "of memory: sort the file by invoice, or split it.");
    }

    private static long Text(string? text) => text is null ? 0 : 2L * text.Length;
}
