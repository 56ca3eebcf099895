using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>A line to be sent.</summary>
internal readonly record struct SaleLine(string ProductId, string Description, int Quantity, decimal UnitPrice)
{
    [JsonIgnore]
    public decimal Amount => Quantity * UnitPrice;
}

/// <summary>A transaction to be sent.</summary>
internal sealed record Sale(string TransactionId, string StoreId, string? CustomerId, DateTime OccurredAt, string Kind, SaleLine[] Lines)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The sale that a return belongs to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OriginalTransactionId { get; init; }

    [JsonIgnore]
    public decimal Total => Lines.Sum(line => line.Amount);

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static string ToJson(IEnumerable<Sale> sales) => JsonSerializer.Serialize(sales, Options);
}
