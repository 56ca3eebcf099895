using System.Globalization;
using System.Text.Json;
using RetailGrains.Api.Demo;
using RetailGrains.Ledger;

namespace RetailGrains.Bench.Load;

/// <summary>
/// The sales that every scenario sends: made once, then sent again and again under new ids, so that making them costs nothing while
/// something is measured.
/// </summary>
internal sealed class SalePool
{
    /// <summary>
    /// A product as popular as the best sellers of real shops: the tenth by Zipf's law is on every tenth receipt or so, like 85123A in the
    /// UCI Online Retail data.
    /// </summary>
    public const string PopularProduct = "product-0009";

    private const int Seed = 20_101_201;
    private const int Size = 20_000;
    private const int Digits = 10;

    private readonly SaleTransaction[] _sales;

    private SalePool(SaleTransaction[] sales)
    {
        _sales = sales;
        Bodies = Array.ConvertAll(sales, Serialize);
    }

    /// <summary>The sales as JSON; their id's digits stand at <see cref="IdAt"/>.</summary>
    public byte[][] Bodies { get; }

    /// <summary>Where in a body the digits of its id begin.</summary>
    public static int IdAt { get; } = "{\"transactionId\":\"s-".Length;

    public static SalePool Create(TimeProvider time) =>
        new([.. BenchSales.Generate(Seed, "", DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)).Take(Size)]);

    /// <summary>The sale that is sent under a number.</summary>
    public SaleTransaction Sale(long number) => _sales[number % Size] with { TransactionId = Id(number) };

    /// <summary>Lines of a product among the first sales.</summary>
    public long LinesOf(string product, long sales)
    {
        long lines = 0;
        for (long number = 0; number < sales; number++) lines += _sales[number % Size].Lines.LongCount(line => line.ProductId == product);
        return lines;
    }

    /// <summary>The template of a number's body.</summary>
    public byte[] Body(long number) => Bodies[number % Size];

    /// <summary>Writes the id's digits into a copy of the number's body.</summary>
    public static void Number(Span<byte> body, long number) =>
        number.TryFormat(body.Slice(IdAt, Digits), out _, "D10", CultureInfo.InvariantCulture);

    private static string Id(long number) => string.Create(CultureInfo.InvariantCulture, $"s-{number:D10}");

    private static byte[] Serialize(SaleTransaction sale)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("transactionId", Id(0));
            json.WriteString("storeId", sale.StoreId);
            json.WriteString("customerId", sale.CustomerId);
            json.WriteString("occurredAt", sale.Time.Wall.ToString("s", CultureInfo.InvariantCulture) + "Z");
            json.WriteString("kind", "sale");
            json.WriteStartArray("lines");
            foreach (SaleLine line in sale.Lines) WriteLine(json, line);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteLine(Utf8JsonWriter json, in SaleLine line)
    {
        json.WriteStartObject();
        json.WriteString("productId", line.ProductId);
        json.WriteString("description", line.Description);
        json.WriteNumber("quantity", line.Quantity);
        json.WriteNumber("unitPrice", line.UnitPrice);
        json.WriteEndObject();
    }
}
