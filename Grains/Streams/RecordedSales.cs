using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Streams;

/// <summary>The fields of an entry in the stream of recorded sales.</summary>
internal static class RecordedSales
{
    public static SaleRecorded Of(LedgerEntry entry) => new(
        entry.Position, entry.TransactionId, entry.StoreId, entry.Kind, SaleFigures.Of(entry));
}
