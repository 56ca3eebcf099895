using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Json;

/// <summary>Where in a document a field stands: at its root, or in an element of a list.</summary>
internal readonly record struct JsonPath(string? List, int Index)
{
    public static JsonPath Root => default;

    /// <summary>The path of a field here, or of the object itself.</summary>
    public string Of(string? field) =>
        List is null ? field ?? "$"
        : field is null ? string.Create(CultureInfo.InvariantCulture, $"{List}[{Index}]")
        : string.Create(CultureInfo.InvariantCulture, $"{List}[{Index}].{field}");
}

/// <summary>
/// Reads JSON to the letter: unknown fields, fields given twice and values of another type are problems, all of which are noted, where a
/// deserializer stops at the first. Only what is not JSON at all throws <see cref="JsonException"/>.
/// </summary>
internal static class StrictJson
{
    /// <summary>Field names as they stand in a document.</summary>
    public static byte[][] Utf8(string[] names) => Array.ConvertAll(names, Encoding.UTF8.GetBytes);

    /// <summary>
    /// Goes to the value of the object's next known field, and answers its place among <paramref name="names"/>; -1 at the end.
    /// </summary>
    public static int NextField(
        ref Utf8JsonReader reader, ReadOnlySpan<byte[]> names, ref uint seen, JsonPath place, InputProblems problems)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int field = IndexOf(ref reader, names);
            if (field >= 0 && (seen & (1u << field)) == 0)
            {
                seen |= 1u << field;
                reader.Read();
                return field;
            }

            problems.Add(place.Of(NameOf(ref reader)), field < 0 ? "is not a known field" : "is given twice");
            reader.Read();
            reader.Skip();
        }

        return -1;
    }

    /// <summary>A text; null when it is null or no text, which is noted unless null is allowed.</summary>
    public static string? Text(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems, bool optional)
    {
        if (reader.TokenType == JsonTokenType.Null && optional) return null;
        string? text = reader.TokenType == JsonTokenType.String ? TextOf(ref reader) : null;
        if (text is null) Refuse(ref reader, place, field, problems, "must be a text of Unicode characters");
        return text;
    }

    /// <summary>A whole number by value: 6 and 6.0.</summary>
    public static int? Whole(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems, string expected)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt32(out int whole)) return whole;
            if (reader.TryGetDecimal(out decimal value)
                && value is >= int.MinValue and <= int.MaxValue
                && IsExact(ref reader, decimals: 0))
            {
                return (int)value;
            }
        }

        Refuse(ref reader, place, field, problems, expected);
        return null;
    }

    /// <summary>An amount with at most four decimals, by value.</summary>
    public static decimal? Money(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out decimal value))
        {
            Refuse(ref reader, place, field, problems, TransactionRules.MoneyBounds);
            return null;
        }

        // decimal rounds what has more than 28 digits; what is given must not be rounded, so the text decides.
        if (IsExact(ref reader, TransactionRules.MaxDecimals)) return value;
        Refuse(ref reader, place, field, problems, "must have at most four decimals");
        return null;
    }

    /// <summary>Whether the text, or the field's name, that the reader stands at is this one. What is not Unicode is none.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false; // half a surrogate pair as an escape
        }
    }

    /// <summary>Notes that the value is refused, and goes past it.</summary>
    public static void Refuse(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems, string message)
    {
        problems.Add(place.Of(field), message);
        reader.Skip();
    }

    /// <summary>Notes what is wrong with a value, if anything is.</summary>
    public static void Note(string? problem, JsonPath place, string field, InputProblems problems)
    {
        if (problem is not null) problems.Add(place.Of(field), problem);
    }

    /// <summary>Notes fields that were not given.</summary>
    public static void Require(
        uint seen, uint required, ReadOnlySpan<string> fields, JsonPath place, InputProblems problems)
    {
        if ((seen & required) == required) return;
        for (int i = 0; i < fields.Length; i++)
        {
            if ((required & ~seen & (1u << i)) != 0) problems.Add(place.Of(fields[i]), "is required");
        }
    }

    private static int IndexOf(ref Utf8JsonReader reader, ReadOnlySpan<byte[]> names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (Is(ref reader, names[i])) return i;
        }

        return -1;
    }

    /// <summary>The field's name as the sender wrote it, cut to a length that does no harm in an answer.</summary>
    private static string NameOf(ref Utf8JsonReader reader) =>
        TextOf(ref reader) switch
        {
            null => "?",
            { Length: > TransactionRules.MaxId } name => name[..TransactionRules.MaxId],
            var name => name,
        };

    /// <summary>Null when it is not Unicode: bytes that are no UTF-8, or half a surrogate pair as an escape.</summary>
    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the number as written has at most so many decimals by value.</summary>
    private static bool IsExact(ref Utf8JsonReader reader, int decimals)
    {
        ReadOnlySpan<byte> text = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        int exponentAt = text.IndexOfAny((byte)'e', (byte)'E');
        int exponent = 0;
        if (exponentAt >= 0)
        {
            if (!int.TryParse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
                return false;
            text = text[..exponentAt];
        }

        int point = text.IndexOf((byte)'.');
        int lastDigit = text.LastIndexOfAnyExcept((byte)'0', (byte)'.');
        if (lastDigit < 0 || text[lastDigit] == (byte)'-') return true;
        // The last digit that is not 0 stands this many places after the point (before it: zero or negative).
        long places = point < 0 ? lastDigit - (text.Length - 1) : lastDigit > point ? lastDigit - point : lastDigit - (point - 1);
        return places - exponent <= decimals;
    }
}
