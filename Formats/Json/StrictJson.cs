using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using RetailGrains.Ledger;
using RetailGrains.Text;

namespace RetailGrains.Json;

/// <summary>The place of a field in a document: at its root, or in an element of a list.</summary>
public readonly record struct JsonPath(string? List, int Index)
{
    public static JsonPath Root => default;

    /// <summary>Returns the path of a field here, or of the object itself.</summary>
    public string Of(string? field) =>
        List is null ? field ?? "$"
        : field is null ? string.Create(CultureInfo.InvariantCulture, $"{List}[{Index}]")
        : string.Create(CultureInfo.InvariantCulture, $"{List}[{Index}].{field}");
}

/// <summary>
/// Parses JSON strictly: unknown fields, duplicate fields and values of another type are problems. It collects all of them, whereas a
/// deserializer stops at the first. Only text that is not JSON throws <see cref="JsonException"/>.
/// </summary>
public static class StrictJson
{
    private static readonly Utf8Cache Texts = new();

    /// <summary>Encodes field names as they occur in a document.</summary>
    public static byte[][] Utf8(string[] names) => Array.ConvertAll(names, Encoding.UTF8.GetBytes);

    /// <summary>
    /// Moves to the value of the object's next known field, and returns the field's index in <paramref name="names"/>; -1 at the end.
    /// </summary>
    public static int NextField(
        ref Utf8JsonReader reader, ReadOnlySpan<byte[]> names, ref uint seen, JsonPath place, InputProblems problems)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int field = IndexOf(ref reader, names, expected: BitOperations.TrailingZeroCount(~seen));
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

    /// <summary>Reads a text. Returns null for null or another type, and adds a problem unless null is allowed.</summary>
    /// <param name="reader">At the value.</param>
    /// <param name="place">The object.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="problems">Receives the problem.</param>
    /// <param name="optional">Null is allowed.</param>
    /// <param name="isCommon">Many documents have the same text, such as the id of a product: its string is cached.</param>
    public static string? Text(
        ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems, bool optional, bool isCommon = false)
    {
        if (reader.TokenType == JsonTokenType.Null && optional) return null;
        isCommon = isCommon && !reader.HasValueSequence && !reader.ValueIsEscaped;
        string? text = reader.TokenType != JsonTokenType.String ? null : isCommon ? Texts.Get(reader.ValueSpan) : TextOf(ref reader);
        if (text is null) Refuse(ref reader, place, field, problems, "must be a string of Unicode characters");
        return text;
    }

    /// <summary>Reads a unit price with at most four decimals, by value.</summary>
    public static decimal? Price(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems) =>
        Number(ref reader, place, field, problems, TransactionRules.PriceBounds, "must have at most four decimals");

    /// <summary>Reads a number with at most four decimals, by value: 6 and 6.0 are equal.</summary>
    /// <param name="reader">At the value.</param>
    /// <param name="place">The object.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="problems">Receives the problem.</param>
    /// <param name="expected">The rule that the value must meet.</param>
    /// <param name="tooLong">The problem of a number with more decimals; the rule when left out.</param>
    public static decimal? Number(
        ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems, string expected, string? tooLong = null)
    {
        bool isNumber = reader.TokenType == JsonTokenType.Number;
        if (isNumber && !reader.HasValueSequence && PlainNumber.TryParse(reader.ValueSpan, out decimal value)) return value;
        if (!isNumber || !reader.TryGetDecimal(out value))
        {
            Refuse(ref reader, place, field, problems, expected);
            return null;
        }

        // A decimal rounds numbers of more than 28 digits. The given value must not be rounded, so the text decides.
        if (IsExact(ref reader, TransactionRules.MaxDecimals)) return value;
        Refuse(ref reader, place, field, problems, tooLong ?? expected);
        return null;
    }

    /// <summary>
    /// Returns whether the text or field name at the reader's position equals this one. Text that is not Unicode equals none.
    /// </summary>
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

    /// <summary>Adds a problem for the value, and moves past it.</summary>
    public static void Refuse(ref Utf8JsonReader reader, JsonPath place, string field, InputProblems problems, string message)
    {
        problems.Add(place.Of(field), message);
        reader.Skip();
    }

    /// <summary>Adds a value's problem, if there is one.</summary>
    public static void Note(string? problem, JsonPath place, string field, InputProblems problems)
    {
        if (problem is not null) problems.Add(place.Of(field), problem);
    }

    /// <summary>Adds problems for missing fields.</summary>
    public static void Require(
        uint seen, uint required, ReadOnlySpan<string> fields, JsonPath place, InputProblems problems)
    {
        if ((seen & required) == required) return;
        for (int i = 0; i < fields.Length; i++)
        {
            if ((required & ~seen & (1u << i)) != 0) problems.Add(place.Of(fields[i]), "is required");
        }
    }

    /// <summary>Senders mostly keep the order of the documentation, so the search begins at the expected field.</summary>
    private static int IndexOf(ref Utf8JsonReader reader, ReadOnlySpan<byte[]> names, int expected)
    {
        for (int i = expected; i < names.Length; i++)
        {
            if (Is(ref reader, names[i])) return i;
        }

        for (int i = 0; i < expected && i < names.Length; i++)
        {
            if (Is(ref reader, names[i])) return i;
        }

        return -1;
    }

    /// <summary>Returns the field's name as the sender wrote it, truncated to a length that is safe in an answer.</summary>
    private static string NameOf(ref Utf8JsonReader reader) =>
        TextOf(ref reader) is { } name ? ShortText.Of(name, TransactionRules.MaxId) : "?";

    /// <summary>Returns null when the text is not Unicode: invalid UTF-8, or half a surrogate pair as an escape.</summary>
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

    /// <summary>Returns whether the number as written has at most this many decimals by value.</summary>
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
        // The position of the last digit other than 0, after the point (zero or negative: before it).
        long places = point < 0 ? lastDigit - (text.Length - 1) : lastDigit > point ? lastDigit - point : lastDigit - (point - 1);
        return places - exponent <= decimals;
    }
}
