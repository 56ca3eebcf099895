using System.Globalization;
using System.Text;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>
/// Generates sales that depend only on the seed, the sender and the number. There are only a few stores, 150 products and 200 customers, so
/// that many partitions update each entity at once. Some ids differ only in case or in leading zeros.
/// </summary>
internal sealed class SaleMaker(int seed)
{
    private const int Days = 60;
    private const int MaxLines = 6;

    private static readonly string[] Stores = ["United Kingdom", "united kingdom", "Köln 1", "store/7", "0815", "815"];
    private static readonly DateTime FirstDay = new(2024, 2, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Products =
    [
        "85123A", "85123a", "06784", "6784",
        .. Enumerable.Range(0, 146).Select(n => string.Create(CultureInfo.InvariantCulture, $"product {n}")),
    ];

    /// <summary>A store with many sales.</summary>
    public static string BusyStore => Stores[0];

    /// <summary>A product that is on many receipts.</summary>
    public static string BusyProduct => Products[0];

    /// <param name="sender">Part of the id, so that no two senders use the same id.</param>
    /// <param name="number">The sender's number of the sale.</param>
    /// <param name="customer">The customer, instead of a random one.</param>
    public Sale Make(string sender, int number, string? customer = null)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{sender}-{number}");
        var random = new Random(HashOf(id));
        string? buyer = random.Next(6) == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"customer {random.Next(200)}");
        bool isReturn = random.Next(12) == 0;
        SaleLine[] lines = [.. Enumerable.Range(0, 1 + random.Next(MaxLines)).Select(_ => LineOf(random, isReturn))];
        // Equal lines must be counted separately.
        if (random.Next(5) == 0) lines = [.. lines, lines[0]];
        DateTime at = FirstDay.AddDays(random.Next(Days)).AddSeconds(random.Next(86_400));
        return new Sale(id, Stores[Skewed(random, Stores.Length)], customer ?? buyer, at, isReturn ? "return" : "sale", lines);
    }

    private static SaleLine LineOf(Random random, bool isReturn)
    {
        string product = Products[Skewed(random, Products.Length)];
        int quantity = random.Next(1, 25) * (isReturn || random.Next(20) == 0 ? -1 : 1);
        // Prices have four decimals, and some are zero.
        decimal price = random.Next(30) == 0 ? 0m : new decimal(random.Next(1, 500_000), 0, 0, isNegative: false, scale: 4);
        return new SaleLine(product, $"Description of {product}", quantity, price);
    }

    /// <summary>A random index. Low indexes are far more frequent than high ones.</summary>
    private static int Skewed(Random random, int count) => (int)(random.NextDouble() * random.NextDouble() * count);

    /// <summary>FNV-1a, because .NET's string hashes differ between processes.</summary>
    private int HashOf(string id)
    {
        uint hash = 2166136261 ^ (uint)seed;
        foreach (byte b in Encoding.UTF8.GetBytes(id)) hash = (hash ^ b) * 16777619;
        return (int)hash;
    }
}
