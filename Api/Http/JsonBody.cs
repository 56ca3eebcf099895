using System.Buffers;
using System.IO.Pipelines;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Http;

/// <summary>Reads whole JSON bodies.</summary>
internal static class JsonBody
{
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
    public static async ValueTask<T?> ReadAsync<T>(PipeReader body, JsonText.Read<T> read, InputProblems problems, CancellationToken cancel)
        where T : struct
    {
        ReadOnlySequence<byte> json = await WholeAsync(body, cancel);
        T? value = JsonText.Parse(json, read, problems);
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

        return JsonText.WithoutMark(read.Buffer);
    }
}
