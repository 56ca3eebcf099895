using RetailGrains.Ledger;
using RetailGrains.Ledger.Integrity;

namespace RetailGrains.Bench.Micro;

/// <summary>Sales like those of the bench: ten lines of 4,000 products, 40 stores, 4,400 customers, with a fixed seed.</summary>
internal static class MicroSales
{
    /// <summary>The number of sales in a run of a partition.</summary>
    public const int Count = 1_000;

    private const int Lines = 10;

    public static readonly EntrySealer Sealer = new(new byte[32]);

    private static readonly DateTime Noon = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Returns entries of partition 0, from sequence 1.</summary>
    public static LedgerEntry[] Entries()
    {
        var random = new Random(1);
        string[] products = Names("product", 4_000), stores = Names("store", 40), customers = Names("customer", 4_400);
        var entries = new LedgerEntry[Count];
        byte[] previous = EntrySealer.Seed(0);
        for (int i = 0; i < Count; i++)
        {
            SaleLine[] lines =
            [
                .. Enumerable.Range(0, Lines).Select(_ =>
                {
                    int product = random.Next(products.Length);
                    return new SaleLine(products[product], $"DESCRIPTION OF {product}", random.Next(1, 13), random.Next(50, 2_000) / 100m);
                }),
            ];
            var entry = new LedgerEntry(
                new Position(0, i + 1), $"sale-{i:0000000}", stores[random.Next(stores.Length)], customers[random.Next(customers.Length)],
                new DateTimeOffset(Noon.AddSeconds(i)), TransactionKind.Sale, lines, Noon.AddSeconds(i));
            entries[i] = entry with { Hashes = Sealer.Seal(entry, previous) };
            previous = EntrySealer.EntryHash(entries[i]).ToArray();
        }

        return entries;
    }

    private static string[] Names(string kind, int count) => [.. Enumerable.Range(0, count).Select(i => $"{kind}-{i:00000}")];
}
