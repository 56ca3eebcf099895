using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailGrains.Tests.EndToEnd.Harness;

/// <summary>A line to be sent.</summary>
internal sealed record Line(string ProductId, decimal Quantity, decimal UnitPrice, string? Description = null);

/// <summary>A transaction to be sent.</summary>
internal sealed record Sale(string TransactionId, string StoreId, string? CustomerId, string OccurredAt, params Line[] Lines)
{
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string? Kind { get; init; }

    [JsonIgnore]
    public decimal Total => Lines.Sum(line => line.Quantity * line.UnitPrice);

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static string ToJson(IEnumerable<Sale> sales) => $"[{string.Join(',', sales.Select(sale => sale.ToJson()))}]";

    /// <summary>
    /// The n-th of a series of different sales: 5 stores, 40 customers (one in seven sales has none), 60 products, 30 days, one to four
    /// lines, prices with three decimals.
    /// </summary>
    public static Sale Number(string prefix, int n) => new(
        $"{prefix}-{n}",
        $"store {n % 5}",
        n % 7 == 0 ? null : $"customer {n % 40}",
        $"2024-03-{(n % 30) + 1:D2}T{n % 24:D2}:{n % 60:D2}:00Z",
        [.. Enumerable.Range(0, (n % 4) + 1).Select(i => new Line(
            $"product {((n * 3) + (i * 11)) % 60}", n % 9 == 8 ? -1 : (n % 3) + 1, 0.125m + (n % 17) + i,
            $"Product {((n * 3) + (i * 11)) % 60}"))]);
}
