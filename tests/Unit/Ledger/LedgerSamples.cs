using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

/// <summary>Sample transactions and entries for tests of recording.</summary>
internal static class LedgerSamples
{
    public static readonly DateTime Noon = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    public static SaleTransaction Sale(string id, int quantity = 1, int lines = 1, string store = "store", DateTime? wall = null) => new(
        id,
        store,
        null,
        new SaleTime(wall ?? Noon, TimeSpan.Zero),
        TransactionKind.Sale,
        [.. Enumerable.Range(0, lines).Select(line => new SaleLine($"product {line}", null, quantity, 1m))]);

    public static LedgerEntry Entry(SaleTransaction sale, long sequence, DateTime recordedAt) => new(
        new Position(3, sequence),
        sale.TransactionId,
        sale.StoreId,
        sale.CustomerId,
        new DateTimeOffset(sale.Time.Wall, TimeSpan.Zero),
        sale.Kind,
        sale.Lines,
        recordedAt);
}
