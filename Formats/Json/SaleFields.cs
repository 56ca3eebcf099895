using System.Text.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Json;

/// <summary>Parses and validates the values of a transaction's fields. A value with a problem is undefined.</summary>
internal static class SaleFields
{
    public static string? Id(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems)
    {
        if (StrictJson.Text(ref reader, place, field, problems, optional: false, isCommon: true) is not { } text) return null;
        string id = IdText.Normal(text);
        StrictJson.Note(TransactionRules.Id(id), place, field, problems);
        return id;
    }

    /// <summary>Null equals a field that is left out.</summary>
    public static string? OptionalId(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems) =>
        reader.TokenType == JsonTokenType.Null ? null : Id(ref reader, place, field, problems);

    /// <summary>Null and an empty text equal a field that is left out.</summary>
    public static string? GivenId(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems)
    {
        bool isEmpty = reader.TokenType == JsonTokenType.String && StrictJson.Is(ref reader, ""u8);
        return isEmpty ? null : OptionalId(ref reader, place, field, problems);
    }

    /// <summary>Null and an empty text equal a field that is left out.</summary>
    public static string? Text(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems)
    {
        string? text = StrictJson.Text(ref reader, place, field, problems, optional: true, isCommon: true);
        if (string.IsNullOrEmpty(text)) return null;
        StrictJson.Note(TransactionRules.Text(text), place, field, problems);
        return text;
    }

    public static string? Currency(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems)
    {
        string? code = StrictJson.Text(ref reader, place, field, problems, optional: true, isCommon: true);
        if (string.IsNullOrEmpty(code)) return null;
        StrictJson.Note(TransactionRules.Currency(code), place, field, problems);
        return code;
    }

    /// <summary>Null equals a field that is left out.</summary>
    public static decimal? Amount(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        decimal? amount = StrictJson.Number(ref reader, place, field, problems, TransactionRules.AmountBounds);
        if (amount is { } value) StrictJson.Note(TransactionRules.Amount(value), place, field, problems);
        return amount;
    }

    public static bool Flag(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems, bool byDefault)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return byDefault;
            case JsonTokenType.True: return true;
            case JsonTokenType.False: return false;
            default:
                StrictJson.Refuse(ref reader, place, field, problems, "must be true or false");
                return byDefault;
        }
    }
}
