using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Http;

/// <summary>Reads whole JSON bodies.</summary>
internal static class JsonBody
{
    /// <summary>Reads what the JSON reader stands at, and goes to its end.</summary>
    public delegate T Read<out T>(ref Utf8JsonReader reader);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Whether the request says that its body is JSON. Another type is refused also because a browser sends JSON to another site only
    /// when that site agrees, while it sends text and forms unasked.
    /// </summary>
    public static bool IsJson(string? contentType)
    {
        ReadOnlySpan<char> type = MediaType(contentType);
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.StartsWith("application/", StringComparison.OrdinalIgnoreCase)
                && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The content type without its parameters.</summary>
    public static ReadOnlySpan<char> MediaType(string? contentType)
    {
        ReadOnlySpan<char> type = contentType;
        int end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim();
    }

    /// <summary>Reads a body that is one value; null when it is not JSON, which is noted.</summary>
    public static async ValueTask<T?> ReadAsync<T>(PipeReader body, Read<T> read, InputProblems problems, CancellationToken cancel)
        where T : struct
    {
        ReadOnlySequence<byte> json = await WholeAsync(body, cancel);
        T? value = Parse(json, read, problems);
        body.AdvanceTo(json.End);
        return value;
    }

    /// <summary>Waits for the whole body. It holds until the reader is advanced to its end.</summary>
    public static async ValueTask<ReadOnlySequence<byte>> WholeAsync(PipeReader body, CancellationToken cancel)
    {
        ReadResult read = await body.ReadAsync(cancel);
        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync(cancel);
        }

        return WithoutMark(read.Buffer);
    }

    /// <summary>Reads a document that is one value; null when it is not JSON, which is noted.</summary>
    public static T? Parse<T>(in ReadOnlySequence<byte> json, Read<T> read, InputProblems problems)
        where T : struct
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            T value = read(ref reader);
            // What follows the value is either nothing or an exception.
            reader.Read();
            return value;
        }
        catch (JsonException e)
        {
            problems.Add("$", NotJson(e));
            return null;
        }
    }

    /// <summary>What is wrong with a document that is not JSON, and where.</summary>
    public static string NotJson(JsonException e) => $"is not well-formed JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})";

    public static ReadOnlySequence<byte> WithoutMark(in ReadOnlySequence<byte> text)
    {
        if (text.Length < ByteOrderMark.Length) return text;
        Span<byte> start = stackalloc byte[ByteOrderMark.Length];
        text.Slice(0, ByteOrderMark.Length).CopyTo(start);
        return start.SequenceEqual(ByteOrderMark) ? text.Slice(ByteOrderMark.Length) : text;
    }
}
