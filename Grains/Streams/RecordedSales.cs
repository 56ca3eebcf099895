using RetailGrains.Figures;
using RetailGrains.Ledger;

namespace RetailGrains.Streams;

/// <summary>What the stream of recorded sales holds of an entry.</summary>
internal static class RecordedSales
{
    public static SaleRecorded Of(LedgerEntry entry) => new(
        entry.Position, entry.TransactionId, entry.StoreId, entry.Kind, SaleFigures.Of(entry));
}
