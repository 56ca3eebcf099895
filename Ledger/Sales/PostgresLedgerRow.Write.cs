using RetailGrains.Ledger.Integrity;
using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Ledger;

internal static partial class PostgresLedgerRow
{
    private const int PlainWidth = 21;
    private const int WidthWithMore = 36;

    /// <summary>Writes a row of <see cref="ColumnsFor"/>.</summary>
    public static void Write(CopyBuffer row, LedgerEntry entry, bool more)
    {
        bool detailed = more && Array.Exists(entry.Lines, line => line.Details is not null);
        row.BeginRow(more ? WidthWithMore : PlainWidth);
        row.Write((short)entry.Position.Partition);
        row.Write(entry.Position.Sequence);
        row.Write(entry.TransactionId);
        row.Write(entry.StoreId);
        row.Write(entry.CustomerId);
        row.Write(entry.OccurredAt.UtcDateTime);
        row.Write((short)entry.OccurredAt.TotalOffsetMinutes);
        row.Write(entry.BusinessDate);
        row.Write((short)entry.Kind);
        row.Write(entry.RecordedAt);
        ReadOnlySpan<SaleLine> lines = entry.Lines;
        row.WriteTexts(lines, static line => line.ProductId);
        row.WriteTexts(lines, static line => line.Description);
        row.WriteIntegers(detailed ? [] : lines, static line => line.WholeQuantity);
        row.WriteNumbers(lines, static line => line.UnitPrice);
        row.Write(entry.Currency);
        row.Write(entry.IsCurrencyDefault);
        row.Write(entry.Provenance?.Source);
        row.Write(entry.Provenance?.Sub);
        row.Write(entry.Provenance?.SendId);
        WriteHashes(row, entry.Hashes);
        if (more) WriteMore(row, entry, detailed);
    }

    private static void WriteHashes(CopyBuffer row, byte[]? hashes)
    {
        if (hashes is null)
        {
            WriteNulls(row, 2);
            return;
        }

        row.Write(hashes.AsSpan(0, EntrySealer.HashSize));
        row.Write(hashes.AsSpan(EntrySealer.HashSize));
    }

    private static void WriteMore(CopyBuffer row, LedgerEntry entry, bool detailed)
    {
        row.Write(entry.Revision);
        row.Write((short)entry.Effect);
        row.Write(entry.Mark?.TakesBack);
        SaleDetails? details = entry.Details;
        row.Write(details?.Register);
        row.Write(details?.Cashier);
        row.Write(details?.Note);
        row.Write(details?.OriginalTransactionId);
        row.Write(details?.TaxExcluded != true);
        if (details?.Payments is { } payments)
        {
            row.WriteTexts<Payment>(payments, static payment => payment.Method);
            row.WriteNumbers<Payment>(payments, static payment => payment.Amount);
        }
        else
        {
            WriteNulls(row, 2);
        }

        if (!detailed)
        {
            WriteNulls(row, 5);
            return;
        }

        ReadOnlySpan<SaleLine> lines = entry.Lines;
        row.WriteNumbers(lines, static line => line.Quantity);
        row.WriteNumbers(lines, static line => line.Discount);
        row.WriteNumbers(lines, static line => line.Amount);
        WriteGiven(row, entry.Lines, static line => line.Tax);
        WriteGiven(row, entry.Lines, static line => line.TaxRate);
    }

    /// <summary>Writes null when no line gives a value.</summary>
    private static void WriteGiven(CopyBuffer row, SaleLine[] lines, Func<SaleLine, decimal?> number)
    {
        if (Array.TrueForAll(lines, line => number(line) is null)) row.WriteNull();
        else row.WriteNumbers<SaleLine>(lines, number);
    }

    private static void WriteNulls(CopyBuffer row, int count)
    {
        for (int i = 0; i < count; i++) row.WriteNull();
    }
}
