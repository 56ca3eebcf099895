using System.Buffers;
using System.Text;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;

namespace RetailGrains.Api.Export;

/// <summary>
/// Sends a list page by page. Each page is read after the previous one has been sent, so that a slow caller holds no database connection
/// and no more than a page of memory. A failure after the first page closes the connection, so that a caller never mistakes a part for the
/// whole list.
/// </summary>
internal sealed class ExportWriter(AnswerBudget answers)
{
    /// <summary>A page ends with the item with which it reaches about this size.</summary>
    public const long PageBytes = 1 << 20;

    /// <summary>The maximum number of items of a page.</summary>
    public const int PageItems = 500;

    /// <summary>Sends the pages.</summary>
    /// <param name="http">The request.</param>
    /// <param name="shape">How the items are written.</param>
    /// <param name="format">The format.</param>
    /// <param name="pages">Reads the pages.</param>
    public async Task<IResult> WriteAsync<T>(
        HttpContext http, ExportShape<T> shape, ExportFormat format, IAsyncEnumerable<IReadOnlyList<T>> pages)
    {
        CancellationToken cancel = http.RequestAborted;
        using IDisposable share = answers.Take(CallerKey.Of(http), PageBytes);
        await using IAsyncEnumerator<IReadOnlyList<T>> page = pages.GetAsyncEnumerator(cancel);
        // The status depends on the first page.
        bool more = await page.MoveNextAsync();
        http.Response.ContentType = ExportFormats.TypeOf(format);
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{shape.Name}.{ExportFormats.ExtensionOf(format)}\"";
        if (HeadRequests.IsHead(http)) return Results.Empty;
        var bytes = new ArrayBufferWriter<byte>();
        if (format == ExportFormat.Csv) Encoding.UTF8.GetBytes(shape.Header, bytes);
        for (; more; more = await page.MoveNextAsync())
        {
            foreach (T item in page.Current)
            {
                if (format == ExportFormat.Csv)
                {
                    Encoding.UTF8.GetBytes(shape.RecordsOf(item), bytes);
                    continue;
                }

                bytes.Write(JsonBuffer.Write(item, shape.Json));
                bytes.Write("\n"u8);
            }

            await http.Response.Body.WriteAsync(bytes.WrittenMemory, cancel);
            bytes.ResetWrittenCount();
        }

        // The header of an empty list.
        if (bytes.WrittenCount > 0) await http.Response.Body.WriteAsync(bytes.WrittenMemory, cancel);
        return Results.Empty;
    }
}
