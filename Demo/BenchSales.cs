using System.Globalization;
using RetailGrains.Ledger;

namespace RetailGrains.Demo;

/// <summary>
/// Sales for benchmarks: ten lines each, 4,000 products by Zipf's law with exponent 1, 40 stores and 4,400 customers uniformly; every sale
/// has a customer. The same seed gives the same sales.
/// </summary>
public static class BenchSales
{
    private const int LinesEach = 10;
    private const int Products = 4_000;
    private const int Stores = 40;
    private const int Customers = 4_400;
    private const int Days = 365;

    private static readonly ZipfPicker Popularity = new(Products, 1.0);

    /// <summary>An endless sequence of sales.</summary>
    /// <param name="seed">The seed of all random choices.</param>
    /// <param name="idPrefix">The prefix of the ids; another prefix gives other sales.</param>
    /// <param name="until">All sales lie in the year before this day.</param>
    public static IEnumerable<SaleTransaction> Generate(int seed, string idPrefix, DateOnly until)
    {
        var random = new Random(seed);
        DateTime start = until.AddDays(-Days).ToDateTime(TimeOnly.MinValue);
        for (long number = 1; ; number++)
        {
            yield return new SaleTransaction(
                string.Create(CultureInfo.InvariantCulture, $"{idPrefix}{number}"),
                string.Create(CultureInfo.InvariantCulture, $"store-{random.Next(Stores):D2}"),
                string.Create(CultureInfo.InvariantCulture, $"customer-{random.Next(Customers):D4}"),
                new SaleTime(start.AddSeconds(random.Next(Days * 86_400)), null),
                TransactionKind.Sale,
                Lines(random));
        }
    }

    private static SaleLine[] Lines(Random random)
    {
        var lines = new SaleLine[LinesEach];
        for (int i = 0; i < lines.Length; i++)
        {
            int product = Popularity.Pick(random);
            lines[i] = new SaleLine(
                string.Create(CultureInfo.InvariantCulture, $"product-{product:D4}"),
                string.Create(CultureInfo.InvariantCulture, $"Product number {product}"),
                random.Next(1, 7),
                new decimal(100 + (product * 7 % 4_900), 0, 0, false, 2));
        }

        return lines;
    }
}
