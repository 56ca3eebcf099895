using System.Buffers;
using System.IO.Pipelines;
using RetailGrains.Api.Limits;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Requests;

/// <summary>Reads whole JSON bodies.</summary>
internal static class JsonBody
{
    /// <summary>
    /// Bytes of each body that are not charged to the budget: most transactions are smaller and need not wait for its lock.
    /// </summary>
    private const int FreeBytes = 16 * 1024;

    /// <summary>
    /// Whether the content type is JSON. Other types are refused also for security: a browser sends text and forms to another site without
    /// asking, but JSON only when that site agrees (CORS).
    /// </summary>
    public static bool IsJson(string? contentType)
    {
        ReadOnlySpan<char> type = MediaType(contentType);
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.StartsWith("application/", StringComparison.OrdinalIgnoreCase)
                && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the content type is newline-delimited JSON.</summary>
    public static bool IsNdjson(string? contentType)
    {
        ReadOnlySpan<char> type = MediaType(contentType);
        return type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/ndjson", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The content type without its parameters.</summary>
    public static ReadOnlySpan<char> MediaType(string? contentType)
    {
        ReadOnlySpan<char> type = contentType;
        int end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim();
    }

    /// <summary>Reads a body that is one JSON value; returns null and adds a problem when it is invalid.</summary>
    public static async ValueTask<T?> ReadAsync<T>(
        HttpContext http, JsonText.Read<T> read, InputProblems problems, CancellationToken cancel)
        where T : struct
    {
        ReadOnlySequence<byte> json = await WholeAsync(http, cancel);
        T? value = JsonText.Parse(json, read, problems);
        http.Request.BodyReader.AdvanceTo(json.End);
        return value;
    }

    /// <summary>Waits for the whole body. The buffer stays valid until the reader is advanced to its end.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large, or the process holds too many other bodies (503).</exception>
    public static async ValueTask<ReadOnlySequence<byte>> WholeAsync(HttpContext http, CancellationToken cancel)
    {
        PipeReader body = http.Request.BodyReader;
        ReadResult read = await body.ReadAsync(cancel);
        BodyCharge? charge = null;
        long charged = FreeBytes;
        while (true)
        {
            if (read.Buffer.Length > charged)
            {
                if (charge is null)
                    http.Response.RegisterForDispose(charge = http.RequestServices.GetRequiredService<BodyBudget>().ChargeOf(http));
                if (!charge.TryGrow(read.Buffer.Length - charged))
                {
                    body.AdvanceTo(read.Buffer.End);
                    http.RequestServices.GetRequiredService<LimitMeter>().Refused(Limit.Bodies);
                    throw new BadHttpRequestException(
                        "Too many bytes of request bodies are in progress; nothing of this one was recorded. Retry soon.",
                        StatusCodes.Status503ServiceUnavailable);
                }

                charged = read.Buffer.Length;
            }

            if (read.IsCompleted) return JsonText.WithoutMark(read.Buffer);
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync(cancel);
        }
    }
}
