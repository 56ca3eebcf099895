using System.Globalization;
using System.Text.Json;
using RetailGrains.Demo;
using RetailGrains.Ledger;

namespace RetailGrains.Bench.Load;

/// <summary>
/// The sales of all scenarios: generated once, then sent repeatedly under new ids and at later times, so that generating them costs nothing
/// during a measurement. They are ordered by time, 20,000 a day, as 40 stores would send them.
/// </summary>
internal sealed class SalePool
{
    /// <summary>
    /// A product as popular as the best sellers of real shops. By Zipf's law, the tenth product is on about every tenth receipt, like
    /// 85123A in the UCI Online Retail data.
    /// </summary>
    public const string PopularProduct = "product-0009";

    private const int Seed = 20_101_201;
    private const int Size = 20_000;
    private const int Days = 365;
    private const int Digits = 10;

    private static readonly int IdAt = "{\"transactionId\":\"s-".Length;
    private static readonly int TimeAt =
        IdAt + Digits + "\",\"storeId\":\"store-00\",\"customerId\":\"customer-0000\",\"occurredAt\":\"".Length;

    private readonly SaleTransaction[] _sales;
    private readonly byte[][] _bodies;
    private readonly DateTime _start;

    private SalePool(SaleTransaction[] sales, DateTime start) =>
        (_sales, _bodies, _start) = (sales, Array.ConvertAll(sales, Serialize), start);

    public static SalePool Create(TimeProvider time)
    {
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return new SalePool([.. BenchSales.Generate(Seed, "", today).Take(Size)], today.AddDays(-Days).ToDateTime(TimeOnly.MinValue));
    }

    /// <summary>Returns the sale with this number.</summary>
    public SaleTransaction Sale(long number) =>
        _sales[number % Size] with { TransactionId = Id(number), Time = new SaleTime(TimeOf(number), TimeSpan.Zero) };

    /// <summary>The number of a product's lines among the first sales.</summary>
    public long LinesOf(string product, long sales)
    {
        long lines = 0;
        for (long number = 0; number < sales; number++) lines += _sales[number % Size].Lines.LongCount(line => line.ProductId == product);
        return lines;
    }

    /// <summary>Returns the length of the sale's JSON.</summary>
    public int LengthOf(long number) => _bodies[number % Size].Length;

    /// <summary>Writes the sale's JSON.</summary>
    public void Write(Span<byte> body, long number)
    {
        _bodies[number % Size].CopyTo(body);
        number.TryFormat(body.Slice(IdAt, Digits), out _, "D10", CultureInfo.InvariantCulture);
        TimeOf(number).TryFormat(body[TimeAt..], out _, "s", CultureInfo.InvariantCulture);
    }

    private DateTime TimeOf(long number) => _start.AddSeconds(number * 86_400 / Size);

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
