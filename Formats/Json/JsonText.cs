using System.Buffers;
using System.Text.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Json;

/// <summary>Parses JSON documents that are completely in memory.</summary>
public static class JsonText
{
    /// <summary>Reads the value at the JSON reader's position, and moves to its end.</summary>
    public delegate T Read<out T>(ref Utf8JsonReader reader);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Parses a document that is one value. Returns null, and adds a problem, when it is not JSON.</summary>
    public static T? Parse<T>(in ReadOnlySequence<byte> json, Read<T> read, InputProblems problems)
        where T : struct
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            T value = read(ref reader);
            // Anything after the value throws.
            reader.Read();
            return value;
        }
        catch (JsonException e)
        {
            problems.Add("$", IsWide(json) ? "is UTF-16 or UTF-32 text: send it as UTF-8" : NotJson(e));
            return null;
        }
    }

    /// <summary>Returns the error for a document that is not JSON, with its location.</summary>
    private static string NotJson(JsonException e) => $"is not well-formed JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})";

    public static ReadOnlySequence<byte> WithoutMark(in ReadOnlySequence<byte> text)
    {
        if (text.Length < ByteOrderMark.Length) return text;
        Span<byte> start = stackalloc byte[ByteOrderMark.Length];
        text.Slice(0, ByteOrderMark.Length).CopyTo(start);
        return start.SequenceEqual(ByteOrderMark) ? text.Slice(ByteOrderMark.Length) : text;
    }

    /// <summary>Whether the text begins with a byte order mark of UTF-16, or with a character of two or four bytes.</summary>
    private static bool IsWide(in ReadOnlySequence<byte> text)
    {
        if (text.Length < 2) return false;
        Span<byte> start = stackalloc byte[2];
        text.Slice(0, 2).CopyTo(start);
        return start is [0, _] or [_, 0] or [0xFF, 0xFE] or [0xFE, 0xFF];
    }
}
