using RetailGrains.Ledger;

namespace RetailGrains.Imports;

/// <summary>
/// Estimates the memory of an import conservatively: objects with their headers, lists with spare capacity, texts with two bytes per
/// character.
/// </summary>
internal static class ImportMemory
{
    private const int InvoiceBytes = 120;
    private const int ReceiptBytes = 640;
    private const int LineBytes = 112;
    private const int LineDetailsBytes = 128;
    private const int TextBytes = 32;

    /// <summary>The memory of an indexed receipt, by the length of its id.</summary>
    public static long OfInvoice(int length) => InvoiceBytes + (2L * length);

    /// <summary>The memory of an open receipt without lines.</summary>
    public static long OfReceipt(string invoice) => ReceiptBytes + Text(invoice);

    /// <summary>The memory of one of its lines.</summary>
    public static long OfLine(in SaleLine line) => LineBytes
        + Text(line.ProductId) + Text(line.Description) + (line.Details is null ? 0 : LineDetailsBytes);

    /// <summary>The memory of texts.</summary>
    public static long OfTexts(IEnumerable<string?> texts) => texts.Sum(text => text is null ? 0 : TextBytes + Text(text));

    /// <exception cref="ImportFileException">The import needs more memory than allowed.</exception>
    public static void Require(long bytes, ImportLimits limits)
    {
        if (bytes > limits.MaxMemoryBytes)
            throw new ImportFileException(
                $"The invoices of the file, and those of their rows that wait for a later one, need more than {limits.MaxMemoryBytes:N0} "
                + "bytes of memory: sort the file by invoice, or split it.");
    }

    private static long Text(string? text) => text is null ? 0 : 2L * text.Length;
}
