namespace RetailGrains.Ledger.Integrity;

/// <summary>
/// The canonical content of an entry, which is the input of its content hash; specified in docs/integrity.md. It is part of the storage
/// format: another encoding needs another version, and entries of this version are verified with this one.
/// </summary>
internal static class EntryContent
{
    public const byte Version = 1;

    /// <summary>Writes the content of an entry.</summary>
    /// <param name="writer">The output.</param>
    /// <param name="entry">The entry as recorded.</param>
    /// <param name="businessDate">The stored business date, by which SQL sums.</param>
    /// <param name="customerDigest">The customer's digest; empty for a guest.</param>
    public static void Write(ref CanonicalWriter writer, LedgerEntry entry, DateOnly businessDate, scoped ReadOnlySpan<byte> customerDigest)
    {
        writer.Byte(Version);
        writer.Text(entry.TransactionId);
        writer.Text(entry.StoreId);
        writer.Byte((byte)customerDigest.Length);
        writer.Bytes(customerDigest);
        writer.Int64(Micros(entry.OccurredAt.UtcTicks));
        writer.Int16(entry.OccurredAt.TotalOffsetMinutes);
        writer.Int32((businessDate.Year * 10_000) + (businessDate.Month * 100) + businessDate.Day);
        writer.Byte((byte)entry.Kind);
        writer.Int64(Micros(entry.RecordedAt.Ticks));
        writer.Int32(entry.Lines.Length);
        foreach (SaleLine line in entry.Lines)
        {
            writer.Text(line.ProductId);
            writer.Text(line.Description ?? string.Empty);
            writer.Int32(line.Quantity);
            writer.Decimal(line.UnitPrice);
        }
    }

    private static long Micros(long ticks) => (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
