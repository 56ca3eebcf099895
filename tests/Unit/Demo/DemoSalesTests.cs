using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RetailGrains.Demo;
using RetailGrains.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Demo;

public sealed class DemoSalesTests
{
    private const int Seed = 1;
    private const int Count = 20_000;
    private static readonly DateOnly Until = new(2025, 7, 1);
    private static readonly SaleTransaction[] Sales = [.. DemoSales.Generate(Seed, Count, Until)];

    [Fact]
    public void The_same_seed_and_date_give_the_same_sales_everywhere()
    {
        Assert.Equal("29ADF85D050A5EA1", Fingerprint(DemoSales.Generate(Seed, 500, Until)));
        Assert.NotEqual(Fingerprint(DemoSales.Generate(Seed, 500, Until)), Fingerprint(DemoSales.Generate(Seed + 1, 500, Until)));
        Assert.Equal("24C1607272216493", Fingerprint(BenchSales.Generate(Seed, "bench-", Until).Take(500)));
    }

    [Fact]
    public void A_smaller_number_of_sales_gives_the_first_ones_of_a_larger_number() =>
        Assert.Equal(Fingerprint(Sales.Take(3_000)), Fingerprint(DemoSales.Generate(Seed, 3_000, Until)));

    [Fact]
    public void The_first_sale_reveals_the_date_for_which_they_were_generated() =>
        Assert.Equal(Until, DemoSales.UntilOf(DateOnly.FromDateTime(Sales[0].Time.Wall)));

    [Fact]
    public void Every_sale_complies_with_the_rules_and_precedes_the_date()
    {
        var now = new DateTimeOffset(Until.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        foreach (SaleTransaction sale in Sales.Concat(BenchSales.Generate(Seed, "bench-", Until).Take(2_000)))
            Assert.True(TransactionRules.IsValid(sale, now, out _), sale.TransactionId);
        Assert.Equal(Count, Sales.Select(s => s.TransactionId).Distinct().Count());
        Assert.All(Sales, sale => Assert.InRange(DateOnly.FromDateTime(sale.Time.Wall), Until.AddDays(-DemoSales.Days), Until.AddDays(-1)));
        Assert.All(Sales, sale => Assert.InRange(sale.Time.Wall.Hour, 9, 20));
    }

    [Fact]
    public void Sales_are_distributed_like_those_of_a_shop()
    {
        SaleTransaction[] sold = [.. Sales.Where(s => s.Kind == TransactionKind.Sale)];
        Assert.Equal(12, Sales.Select(s => s.StoreId).Distinct().Count());
        Assert.Equal(DemoSales.Days, Sales.Select(s => s.Time.Wall.Date).Distinct().Count());
        Assert.InRange(Sales.Length - sold.Length, Count * 3 / 100, Count * 5 / 100);
        Assert.InRange(sold.Count(s => s.CustomerId is null), sold.Length * 22 / 100, sold.Length * 28 / 100);
        Assert.InRange(sold.Select(s => s.CustomerId).OfType<string>().Distinct().Count(), 2_500, 3_000);
        Assert.InRange(sold.Count(On(DayOfWeek.Saturday)), sold.Count(On(DayOfWeek.Monday)) * 3 / 2, sold.Length / 3);
        Assert.Equal((1, 15), (sold.Min(s => s.Lines.Length), sold.Max(s => s.Lines.Length)));

        int[] byProduct = [.. sold.SelectMany(s => s.Lines).GroupBy(l => l.ProductId).Select(g => g.Count()).OrderDescending()];
        Assert.InRange(byProduct.Length, 780, 800);
        Assert.InRange(byProduct[0], byProduct[9] * 5, byProduct[9] * 20);

        static Func<SaleTransaction, bool> On(DayOfWeek day) => sale => sale.Time.Wall.DayOfWeek == day;
    }

    [Fact]
    public void Returned_goods_were_sold_before_in_the_same_store_to_the_same_customer_and_name_their_sale()
    {
        var sold = Sales.Where(s => s.Kind == TransactionKind.Sale).ToDictionary(s => s.TransactionId);
        foreach (SaleTransaction back in Sales.Where(s => s.Kind == TransactionKind.Return))
        {
            SaleTransaction sale = sold[back.Details!.OriginalTransactionId!];
            Assert.Equal((sale.StoreId, sale.CustomerId, sale.Currency), (back.StoreId, back.CustomerId, back.Currency));
            Assert.True(sale.Time.Wall < back.Time.Wall);
            Assert.Equal(sale.Lines.Take(back.Lines.Length).Select(l => l.Negated()), back.Lines);
        }
    }

    [Fact]
    public void Sales_have_the_fields_that_shops_record()
    {
        Assert.Equal(["CAD", "CHF", "EUR", "GBP", "USD"], Sales.Select(s => s.Currency!).Distinct().Order());
        Assert.All(Sales, sale => Assert.Equal(0, SaleSums.PaymentDifference(sale.Lines, sale.Details)));
        Assert.Equal(["card", "cash", "voucher"], Sales.SelectMany(s => s.Details!.Payments!).Select(p => p.Method).Distinct().Order());
        Assert.InRange(Sales.Count(s => s.Details!.Payments!.Length == 2), Count / 20, Count / 5);
        Assert.All(Sales, sale => Assert.True(sale.Details is { Register: not null, Cashier: not null }));
        Assert.Equal(
            ["new-york-soho", "toronto-queen-street"],
            Sales.Where(s => s.Details!.TaxExcluded).Select(s => s.StoreId).Distinct().Order());

        SaleLine[] lines = [.. Sales.SelectMany(s => s.Lines)];
        Assert.All(lines, line => Assert.True(line is { Tax: not null, TaxRate: not null }));
        Assert.InRange(lines.Count(line => line.Quantity % 1 != 0), 1, lines.Length / 5);
        Assert.InRange(lines.Count(line => line.Discount != 0), lines.Length / 20, lines.Length / 5);
        Assert.All(lines, line => Assert.Equal(decimal.Round(line.Amount, 2), line.Amount));
    }

    [Fact]
    public void The_catalogue_has_800_products_with_distinct_names_and_prices()
    {
        Assert.Equal(800, DemoCatalogue.Products.Select(p => p.Id).Distinct().Count());
        Assert.Equal(800, DemoCatalogue.Products.Select(p => p.Name).Distinct().Count());
        Assert.All(DemoCatalogue.Products, p => Assert.InRange(p.Price, 1, 200));
        Assert.All(DemoCatalogue.Stores, s => TimeZoneInfo.FindSystemTimeZoneById(s.Description.TimeZone!));
    }

    private static string Fingerprint(IEnumerable<SaleTransaction> sales)
    {
        var text = new StringBuilder();
        foreach (SaleTransaction sale in sales)
        {
            text.Append(
                CultureInfo.InvariantCulture, $"{sale.TransactionId},{sale.StoreId},{sale.CustomerId},{sale.Time.Wall:O},{sale.Kind}\n");
            if (sale.Details is not null) text.Append(Encoding.UTF8.GetString(SaleJson.One(sale)));
            foreach (SaleLine line in sale.Lines)
                text.Append(CultureInfo.InvariantCulture, $"{line.ProductId},{line.Description},{line.Quantity},{line.UnitPrice}\n");
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
