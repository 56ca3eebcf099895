namespace RetailGrains.Ledger.Integrity;

/// <summary>
/// The canonical content of an entry, which is the input of its content hash; specified in docs/integrity.md. It is part of the storage
/// format: another encoding needs another version. The entry's values decide its version, so every entry is verified with the version
/// that it was recorded with.
/// </summary>
internal static class EntryContent
{
    /// <summary>The version of an entry that has only the values of the first versions.</summary>
    public const byte First = 1;

    /// <summary>The version of entries with other values and without a note.</summary>
    public const byte Second = 2;

    /// <summary>The version of entries with a note, of which they hold a digest, so that it can be erased.</summary>
    public const byte Third = 3;

    private const int None = -1;

    /// <summary>Writes the content of an entry.</summary>
    /// <param name="writer">The output.</param>
    /// <param name="entry">The entry as recorded.</param>
    /// <param name="businessDate">The stored business date, by which SQL sums.</param>
    /// <param name="customerDigest">The customer's digest; empty for a guest.</param>
    /// <param name="noteDigest">The digest of the entry's note; empty when it has none, and for an entry of version 2.</param>
    public static void Write(
        ref CanonicalWriter writer,
        LedgerEntry entry,
        DateOnly businessDate,
        scoped ReadOnlySpan<byte> customerDigest,
        scoped ReadOnlySpan<byte> noteDigest)
    {
        byte version = noteDigest.IsEmpty ? VersionOf(entry) : Third;
        writer.Byte(version);
        writer.Text(entry.TransactionId);
        writer.Text(entry.StoreId);
        writer.Byte((byte)customerDigest.Length);
        writer.Bytes(customerDigest);
        writer.Int64(Micros(entry.OccurredAt.UtcTicks));
        writer.Int16(entry.OccurredAt.TotalOffsetMinutes);
        writer.Int32((businessDate.Year * 10_000) + (businessDate.Month * 100) + businessDate.Day);
        writer.Byte((byte)entry.Kind);
        writer.Int64(Micros(entry.RecordedAt.Ticks));
        if (version != First) WriteMore(ref writer, entry, noteDigest);
        writer.Int32(entry.Lines.Length);
        foreach (ref readonly SaleLine line in entry.Lines.AsSpan())
        {
            writer.Text(line.ProductId);
            writer.Text(line.Description ?? string.Empty);
            if (version == First) writer.Int32(line.WholeQuantity);
            else writer.Decimal(line.Quantity);
            writer.Decimal(line.UnitPrice);
            if (version == First) continue;
            writer.Decimal(line.Discount);
            writer.Decimal(line.Amount);
            WriteOptional(ref writer, line.Tax);
            WriteOptional(ref writer, line.TaxRate);
        }
    }

    private static byte VersionOf(LedgerEntry entry)
    {
        bool more = entry.Mark is not null || entry.Currency is not null || entry.IsCurrencyDefault || entry.Details is not null
            || entry.Provenance?.Source is not null || entry.Provenance?.Sub is not null;
        if (more) return Second;
        foreach (ref readonly SaleLine line in entry.Lines.AsSpan())
            if (line.Details is not null) return Second;
        return First;
    }

    private static void WriteMore(ref CanonicalWriter writer, LedgerEntry entry, scoped ReadOnlySpan<byte> noteDigest)
    {
        writer.Int32(entry.Revision);
        writer.Byte((byte)entry.Effect);
        writer.Int32(entry.Mark?.TakesBack ?? None);
        WriteOptional(ref writer, entry.Currency);
        writer.Byte(entry.IsCurrencyDefault ? (byte)1 : (byte)0);
        WriteOptional(ref writer, entry.Details?.Register);
        WriteOptional(ref writer, entry.Details?.Cashier);
        if (noteDigest.IsEmpty) WriteOptional(ref writer, entry.Details?.Note);
        else writer.Bytes(noteDigest);
        WriteOptional(ref writer, entry.Details?.OriginalTransactionId);
        writer.Byte(entry.Details?.TaxExcluded == true ? (byte)1 : (byte)0);
        WriteOptional(ref writer, entry.Provenance?.Source);
        WriteOptional(ref writer, entry.Provenance?.Sub);
        Payment[] payments = entry.Details?.Payments ?? [];
        writer.Int32(payments.Length);
        foreach (Payment payment in payments)
        {
            writer.Text(payment.Method);
            writer.Decimal(payment.Amount);
        }
    }

    private static void WriteOptional(ref CanonicalWriter writer, string? text)
    {
        if (text is null) writer.Int32(None);
        else writer.Text(text);
    }

    private static void WriteOptional(ref CanonicalWriter writer, decimal? value)
    {
        writer.Byte(value is null ? (byte)0 : (byte)1);
        if (value is { } given) writer.Decimal(given);
    }

    private static long Micros(long ticks) => (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
