using System.Text.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Json;

/// <summary>Parses and validates the payments of a transaction.</summary>
internal static class PaymentReader
{
    private const string List = "payments";
    private const int Method = 0;
    private const uint Required = 0b11;

    private static readonly string[] Names = ["method", "amount"];
    private static readonly byte[][] NamesUtf8 = StrictJson.Utf8(Names);

    /// <summary>Reads the list at the reader's position; null when there is none or it is empty.</summary>
    public static Payment[]? Read(ref Utf8JsonReader reader, InputProblems problems)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            StrictJson.Refuse(ref reader, JsonPath.Root, List, problems, "must be an array");
            return null;
        }

        var payments = new List<Payment>();
        int count = 0;
        for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read(), count++)
        {
            if (count < TransactionRules.MaxPayments) payments.Add(ReadOne(ref reader, new JsonPath(List, count), problems));
            else reader.Skip();
        }

        StrictJson.Note(TransactionRules.PaymentCount(count), JsonPath.Root, List, problems);
        return count == 0 ? null : [.. payments];
    }

    private static Payment ReadOne(ref Utf8JsonReader reader, JsonPath place, InputProblems problems)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add(place.Of(null), "must be an object");
            reader.Skip();
            return default;
        }

        uint seen = 0;
        string? method = null;
        decimal? amount = null;
        while (StrictJson.NextField(ref reader, NamesUtf8, ref seen, place, problems) is var field and >= 0)
        {
            if (field == Method) method = SaleFields.Id(ref reader, place, Names[field], problems);
            else if (reader.TokenType == JsonTokenType.Null) problems.Add(place.Of(Names[field]), TransactionRules.AmountBounds);
            else amount = SaleFields.Amount(ref reader, place, Names[field], problems);
        }

        StrictJson.Require(seen, Required, Names, place, problems);
        return new Payment(method ?? string.Empty, amount ?? 0);
    }
}
