using System.Text;

namespace RetailGrains.Ledger;

/// <summary>
/// The size of a transaction: the UTF-8 bytes of its texts, plus a fixed number of bytes for the other fields of a line and of a
/// transaction. JSON of the same content is never smaller, and an Orleans message of it is hardly larger. Requests, files, streams and
/// partitions all use this size.
/// </summary>
public static class TransactionSize
{
    /// <summary>Maximum size of a transaction in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Maximum size in bytes of the transactions that are sent to a partition in one message.</summary>
    public const int MaxWindowBytes = 8 * 1024 * 1024;

    /// <summary>The size of a transaction without its texts and lines.</summary>
    public const int HeadBytes = 64;

    /// <summary>The size of a line without its texts: quantity, price and framing.</summary>
    public const int LineBytes = 32;

    /// <summary>The size of a payment without its method.</summary>
    public const int PaymentBytes = 16;

    /// <summary>Returns the size of a transaction.</summary>
    public static long Of(SaleTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return OfHead(transaction.TransactionId, transaction.StoreId, transaction.CustomerId)
            + OfDetails(transaction.Details) + OfLines(transaction.Lines);
    }

    /// <summary>Returns the size of a ledger entry.</summary>
    public static long Of(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return OfHead(entry.TransactionId, entry.StoreId, entry.CustomerId) + OfDetails(entry.Details) + OfLines(entry.Lines);
    }

    /// <summary>Returns the size of a line.</summary>
    public static long OfLine(in SaleLine line) => LineBytes + Utf8(line.ProductId) + Utf8(line.Description);

    private static long OfHead(string transactionId, string storeId, string? customerId) =>
        HeadBytes + Utf8(transactionId) + Utf8(storeId) + Utf8(customerId);

    private static long OfDetails(SaleDetails? details)
    {
        if (details is null) return 0;
        long size = Utf8(details.Register) + Utf8(details.Cashier) + Utf8(details.Note) + Utf8(details.OriginalTransactionId);
        foreach (Payment payment in details.Payments ?? []) size += PaymentBytes + Utf8(payment.Method);
        return size;
    }

    private static long OfLines(SaleLine[] lines)
    {
        long size = 0;
        foreach (ref readonly SaleLine line in lines.AsSpan()) size += OfLine(line);
        return size;
    }

    private static int Utf8(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
