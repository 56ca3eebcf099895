using System.Text.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Json;

/// <summary>Parses and validates the lines of a transaction, one at a time.</summary>
internal static class SaleLineReader
{
    private const int ProductId = 0;
    private const int Description = 1;
    private const int Quantity = 2;
    private const int UnitPrice = 3;
    private const int Discount = 4;
    private const int Amount = 5;
    private const int Tax = 6;
    private const uint Required = (1 << ProductId) | (1 << Quantity) | (1 << UnitPrice);

    private static readonly string[] Names = ["productId", "description", "quantity", "unitPrice", "discount", "amount", "tax", "taxRate"];
    private static readonly byte[][] NamesUtf8 = StrictJson.Utf8(Names);

    /// <summary>Reads the line at the reader's position; it is undefined when it has problems.</summary>
    public static SaleLine Read(ref Utf8JsonReader reader, JsonPath place, InputProblems problems)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add(place.Of(null), "must be an object");
            reader.Skip();
            return default;
        }

        uint seen = 0;
        string? product = null, description = null;
        decimal quantity = 0, price = 0;
        decimal? discount = null, amount = null, tax = null, rate = null;
        while (StrictJson.NextField(ref reader, NamesUtf8, ref seen, place, problems) is var field and >= 0)
        {
            switch (field)
            {
                case ProductId: product = SaleFields.Id(ref reader, place, Names[field], problems); break;
                case Description: description = SaleFields.Text(ref reader, place, Names[field], problems); break;
                case Quantity: quantity = ReadQuantity(ref reader, place, problems); break;
                case UnitPrice: price = ReadPrice(ref reader, place, problems); break;
                case Discount: discount = SaleFields.Amount(ref reader, place, Names[field], problems); break;
                case Amount: amount = SaleFields.Amount(ref reader, place, Names[field], problems); break;
                case Tax: tax = SaleFields.Amount(ref reader, place, Names[field], problems); break;
                default: rate = ReadRate(ref reader, place, Names[field], problems); break;
            }
        }

        StrictJson.Require(seen, Required, Names, place, problems);
        if (problems.Any) return default;
        if (discount is null && amount is null && tax is null && rate is null) return new SaleLine(product!, description, quantity, price);
        if (discount is { } off && amount is { } charged)
            StrictJson.Note(TransactionRules.ChargedAmount(quantity, price, off, charged), place, Names[Amount], problems);
        return SaleLine.Of(product!, description, quantity, price, discount, amount, tax, rate);
    }

    private static decimal ReadQuantity(ref Utf8JsonReader reader, JsonPath place, InputProblems problems)
    {
        if (StrictJson.Number(ref reader, place, Names[Quantity], problems, TransactionRules.QuantityBounds) is not { } quantity) return 0;
        StrictJson.Note(TransactionRules.Quantity(quantity), place, Names[Quantity], problems);
        return quantity;
    }

    private static decimal ReadPrice(ref Utf8JsonReader reader, JsonPath place, InputProblems problems)
    {
        if (StrictJson.Price(ref reader, place, Names[UnitPrice], problems) is not { } price) return 0;
        StrictJson.Note(TransactionRules.UnitPrice(price), place, Names[UnitPrice], problems);
        return price;
    }

    private static decimal? ReadRate(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        decimal? rate = StrictJson.Number(ref reader, place, field, problems, TransactionRules.TaxRateBounds);
        if (rate is { } value) StrictJson.Note(TransactionRules.TaxRate(value), place, field, problems);
        return rate;
    }
}
