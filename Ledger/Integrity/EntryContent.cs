namespace RetailGrains.Ledger.Integrity;

/// <summary>
/// The canonical content of an entry, which its content hash is made of; specified in docs/integrity.md. Part of the storage format: another
/// encoding needs another version, and entries of this one are verified by this one.
/// </summary>
internal static class EntryContent
{
    public const byte Version = 1;

    /// <summary>Writes the content of an entry.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="entry">As recorded.</param>
    /// <param name="businessDate">The day as it is stored, which SQL sums by.</param>
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
