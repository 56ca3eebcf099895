using System.Text;

namespace RetailGrains.Ledger;

/// <summary>
/// How large a transaction is: the UTF-8 bytes of its texts, and a fixed number of bytes for what else a line and a transaction hold. JSON
/// of the same content is never smaller, and an Orleans message with it hardly larger. Requests, files, streams and partitions use it alike.
/// </summary>
public static class TransactionSize
{
    /// <summary>Most bytes of a transaction.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Most bytes of the transactions that are sent to a partition in one message.</summary>
    public const int MaxWindowBytes = 8 * 1024 * 1024;

    /// <summary>What a transaction counts without its texts and lines.</summary>
    public const int HeadBytes = 64;

    /// <summary>What a line counts without its texts: a quantity, a price and what tells them apart.</summary>
    public const int LineBytes = 32;

    /// <summary>Of a transaction as a whole.</summary>
    public static long Of(SaleTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return OfHead(transaction.TransactionId, transaction.StoreId, transaction.CustomerId) + OfLines(transaction.Lines);
    }

    /// <summary>Of an entry of the ledger.</summary>
    public static long Of(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return OfHead(entry.TransactionId, entry.StoreId, entry.CustomerId) + OfLines(entry.Lines);
    }

    /// <summary>Of one line.</summary>
    public static long OfLine(in SaleLine line) => LineBytes + Utf8(line.ProductId) + Utf8(line.Description);

    private static long OfHead(string transactionId, string storeId, string? customerId) =>
        HeadBytes + Utf8(transactionId) + Utf8(storeId) + Utf8(customerId);

    private static long OfLines(SaleLine[] lines)
    {
        long size = 0;
        foreach (ref readonly SaleLine line in lines.AsSpan()) size += OfLine(line);
        return size;
    }

    private static int Utf8(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
