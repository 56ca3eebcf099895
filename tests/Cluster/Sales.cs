using RetailGrains.Ledger;

namespace RetailGrains.Tests.Cluster;

/// <summary>Random sales, the same for the same seed. One in five is sent twice, and one in ten of these duplicates is altered.</summary>
internal static class Sales
{
    private static readonly string[] Stores = ["London", "london", "a/b", "日本"];

    public static SaleTransaction[] Make(int count, int seed, string prefix)
    {
        var random = new Random(seed);
        var sales = new List<SaleTransaction>();
        for (int i = 0; sales.Count < count; i++)
        {
            SaleTransaction sale = One(random, $"{prefix}-{i}");
            sales.Add(sale);
            if (random.Next(5) > 0 || sales.Count == count) continue;
            sales.Insert(random.Next(sales.Count), random.Next(10) == 0 ? sale with { Kind = TransactionKind.Adjustment } : sale);
        }

        return [.. sales];
    }

    /// <summary>A sale of one product with a price of 1.</summary>
    public static SaleTransaction Plain(string id, string customer) => new(
        id, "s", customer, new SaleTime(new DateTime(2026, 3, 1), TimeSpan.Zero), TransactionKind.Sale, [new SaleLine("p", null, 1, 1)]);

    private static SaleTransaction One(Random random, string id)
    {
        var lines = new SaleLine[random.Next(1, 6)];
        for (int i = 0; i < lines.Length; i++)
            lines[i] = new SaleLine(
                $"{random.Next(30):0000}", "GOODS", random.Next(1, 9) * (random.Next(5) == 0 ? -1 : 1), random.Next(1, 99999) / 1000m);
        DateTime at = new DateTime(2026, 3, 1).AddMinutes(random.Next(5 * 24 * 60));
        string? customer = random.Next(4) == 0 ? null : $"c{random.Next(20)}";
        var kind = (TransactionKind)random.Next(2);
        return new SaleTransaction(id, Stores[random.Next(Stores.Length)], customer, new SaleTime(at, TimeSpan.Zero), kind, lines);
    }
}
