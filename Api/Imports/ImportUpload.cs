using System.Buffers;
using System.IO;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using RetailGrains.Api.Http;
using RetailGrains.Imports;

namespace RetailGrains.Api.Imports;

/// <summary>
/// A file as it comes in: the body itself, or the one file of a form. Its head is looked at before it is taken, and nothing is lost by
/// looking.
/// </summary>
internal sealed class ImportUpload(PipeReader content, string? fileName, bool saysGzip)
{
    private const int MaxHeader = 64 * 1024;
    private const int MaxBoundary = 200;

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    /// <summary>The name that the form gave.</summary>
    public string? FileName => fileName;

    /// <summary>The content is compressed; known when its head was looked at.</summary>
    public bool Gzip { get; private set; }

    /// <summary>The bytes as they were sent.</summary>
    public Stream Content => content.AsStream();

    /// <summary>Finds the file in a request; null when it is of another type.</summary>
    /// <exception cref="BadFormException">It is a form without a file, or one that can't be read. Also when the content is read.</exception>
    public static async ValueTask<ImportUpload?> OfAsync(HttpRequest request, CancellationToken cancel)
    {
        string type = JsonBody.MediaType(request.ContentType).ToString().ToLowerInvariant();
        bool gzip = string.Equals(request.Headers.ContentEncoding, "gzip", StringComparison.OrdinalIgnoreCase);
        return type switch
        {
            "text/csv" => new ImportUpload(request.BodyReader, null, gzip),
            "application/gzip" or "application/x-gzip" => new ImportUpload(request.BodyReader, null, saysGzip: true),
            "multipart/form-data" => await OfFormAsync(request, gzip, cancel),
            _ => null,
        };
    }

    /// <summary>What is wrong with the file, by its first line; null when it can be imported.</summary>
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
                ? Problem.BadInput("file", Gzip ? "must be gzip with a CSV file in it" : "must begin with a line of column names")
                : RefuseHeader(line);
        }
    }

    private static Problem? RefuseHeader(byte[] line) =>
        CsvHeader.TryParse(line, out _, out string? problem) ? null : Problem.BadInput("file", problem);

    private static async ValueTask<ImportUpload> OfFormAsync(HttpRequest request, bool gzip, CancellationToken cancel)
    {
        string? boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundary)
            throw new BadFormException("has no boundary, or one that is too long, in its Content-Type");
        FormFile file = await FormFile.FirstAsync(new MultipartReader(boundary, request.Body), cancel)
            ?? throw new BadFormException("holds no file");
        return new ImportUpload(PipeReader.Create(file), file.Name, gzip);
    }

    private static bool StartsWithMagic(in ReadOnlySequence<byte> head)
    {
        if (head.Length < GzipMagic.Length) return false;
        Span<byte> start = stackalloc byte[2];
        head.Slice(0, GzipMagic.Length).CopyTo(start);
        return start.SequenceEqual(GzipMagic);
    }

    /// <summary>The first record without its break, or all there is of it when that is the whole; null when it has not come yet.</summary>
    private byte[]? FirstLine(in ReadOnlySequence<byte> head, bool whole)
    {
        ReadOnlySpan<byte> text = Gzip ? Unpacked(head) : head.Slice(0, Math.Min(head.Length, MaxHeader)).ToArray();
        QuoteScanner header = default;
        int end = header.Scan(text);
        if (end < 0 && (!whole || text.IsEmpty)) return null;
        ReadOnlySpan<byte> line = end < 0 ? text : text[..(end - 1)];
        return line.TrimEnd((byte)'\r').ToArray();
    }

    /// <summary>As much as the bytes that have come unpack to.</summary>
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
            // Cut off, since the rest has not come, or no gzip at all: what there is decides.
        }

        return text[..length];
    }
}
