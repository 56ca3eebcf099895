using System.Buffers;
using System.IO;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Requests;
using RetailGrains.Imports;

namespace RetailGrains.Api.Imports;

/// <summary>
/// A file while it is uploaded: the request's body, or the only file of a form. Its first line is validated before the upload is accepted,
/// without consuming anything.
/// </summary>
internal sealed class ImportUpload(PipeReader content, string? fileName, bool saysGzip)
{
    private const int MaxHeader = 64 * 1024;
    private const int MaxBoundary = 200;

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    /// <summary>The file name in the form.</summary>
    public string? FileName => fileName;

    /// <summary>Whether the content is compressed; known after the first bytes were inspected.</summary>
    public bool Gzip { get; private set; }

    /// <summary>The bytes as the caller sent them.</summary>
    public Stream Content => content.AsStream();

    /// <summary>Finds the file in a request; null when the media type is another.</summary>
    /// <exception cref="BadFormException">The form has no file or is malformed. Reading the content may throw it too.</exception>
    public static async ValueTask<ImportUpload?> OfAsync(HttpRequest request, CancellationToken cancel)
    {
        string type = JsonBody.MediaType(request.ContentType).ToString().ToLowerInvariant();
        bool gzip = string.Equals(request.Headers.ContentEncoding, "gzip", StringComparison.OrdinalIgnoreCase);
        return type switch
        {
            "text/csv" => new ImportUpload(request.BodyReader, null, gzip),
            "application/gzip" or "application/x-gzip" => new ImportUpload(request.BodyReader, null, saysGzip: true),
            "multipart/form-data" => await OfFormAsync(request, cancel),
            _ => null,
        };
    }

    /// <summary>A problem with the file's first line; null when the file can be imported.</summary>
    public async ValueTask<Problem?> RefuseAsync(CancellationToken cancel)
    {
        while (true)
        {
            ReadResult read = await content.ReadAsync(cancel);
            Gzip = saysGzip || StartsWithMagic(read.Buffer);
            bool whole = read.IsCompleted || read.Buffer.Length >= MaxHeader;
            byte[]? line = FirstLine(read.Buffer, whole);
            if (line is null && !whole)
            {
                content.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            content.AdvanceTo(read.Buffer.Start);
            return line is null
                ? Problem.BadInput("file", Gzip ? "must be a gzip-compressed CSV file" : "must begin with a line of column names")
                : RefuseHeader(line);
        }
    }

    private static Problem? RefuseHeader(byte[] line) =>
        CsvHeader.TryParse(line, out _, out string? problem) ? null : Problem.BadInput("file", problem);

    private static async ValueTask<ImportUpload> OfFormAsync(HttpRequest request, CancellationToken cancel)
    {
        string? boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundary)
            throw new BadFormException("has no boundary, or one that is too long, in its Content-Type");
        FormFile file = await FormFile.FirstAsync(new MultipartReader(boundary, request.Body), cancel)
            ?? throw new BadFormException("holds no file");
        return new ImportUpload(PipeReader.Create(file), file.Name, saysGzip: false);
    }

    /// <summary>Whether a file that begins with these bytes is compressed by gzip.</summary>
    public static bool StartsWithMagic(ReadOnlySpan<byte> head) => head.StartsWith(GzipMagic);

    private static bool StartsWithMagic(in ReadOnlySequence<byte> head)
    {
        if (head.Length < GzipMagic.Length) return false;
        Span<byte> start = stackalloc byte[2];
        head.Slice(0, GzipMagic.Length).CopyTo(start);
        return StartsWithMagic(start);
    }

    /// <summary>The first record without its line break, or everything when there is no more; null when it has not arrived yet.</summary>
    private byte[]? FirstLine(in ReadOnlySequence<byte> head, bool whole)
    {
        ReadOnlySpan<byte> text = Gzip ? Unpacked(head) : head.Slice(0, Math.Min(head.Length, MaxHeader)).ToArray();
        if (text.StartsWith(Encoding.UTF8.Preamble)) text = text[Encoding.UTF8.Preamble.Length..];
        QuoteScanner header = default;
        int end = header.Scan(text);
        if (end < 0 && (!whole || text.IsEmpty)) return null;
        ReadOnlySpan<byte> line = end < 0 ? text : text[..(end - 1)];
        return line.TrimEnd((byte)'\r').ToArray();
    }

    /// <summary>The unpacked form of the bytes that have arrived.</summary>
    private static byte[] Unpacked(in ReadOnlySequence<byte> head)
    {
        using var packed = new MemoryStream(head.ToArray());
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        var text = new byte[MaxHeader];
        int length = 0;
        try
        {
            while (length < text.Length && gzip.Read(text, length, text.Length - length) is var read and > 0) length += read;
        }
        catch (InvalidDataException)
        {
            // The data is truncated, because the rest has not arrived, or is no gzip at all: what was unpacked decides.
        }

        return text[..length];
    }
}
