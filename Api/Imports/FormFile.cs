using System.IO;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.IO;

namespace RetailGrains.Api.Imports;

/// <summary>The form is not valid for an import; the message completes a sentence whose subject is the form.</summary>
internal sealed class BadFormException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The only file of a form, read as a stream. The form is read to its end before the file ends, so that a second file or a truncated form
/// is detected before anything is stored.
/// </summary>
internal sealed class FormFile : ForwardStream
{
    private const string TransferEncoding = "Content-Transfer-Encoding";

    private static readonly string[] Plain = ["7bit", "8bit", "binary", ""];

    private readonly MultipartReader _parts;
    private readonly Stream _content;
    private bool _ended;

    private FormFile(MultipartReader parts, FileMultipartSection file)
    {
        _parts = parts;
        _content = file.FileStream!;
        Name = file.FileName;
    }

    /// <summary>The file name in the form.</summary>
    public string Name { get; }

    /// <summary>Finds the form's first file; null when it has none.</summary>
    public static async Task<FormFile?> FirstAsync(MultipartReader parts, CancellationToken cancel)
    {
        while (await NextAsync(parts, cancel) is { } part)
        {
            if (part.AsFileSection() is not { FileStream: not null } file) continue;
            RequirePlainText(part);
            return new FormFile(parts, file);
        }

        return null;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended) return 0;
        int read = await GuardAsync(() => _content.ReadAsync(buffer, cancellationToken).AsTask());
        if (read > 0 || buffer.IsEmpty) return read;
        if (await FirstAsync(_parts, cancellationToken) is { } second)
            throw new BadFormException($"contains a second file, {Shown(second.Name)}: send one file per request");
        _ended = true;
        return 0;
    }

    /// <summary>The file is read as it is sent: neither its charset nor its encoding is converted.</summary>
    private static void RequirePlainText(MultipartSection file)
    {
        if (BodyCharset.OtherThanUtf8(file.ContentType) is { } other)
        {
            throw new BadHttpRequestException(
                $"In the form's file, {BodyCharset.Refusal(other)}", StatusCodes.Status415UnsupportedMediaType);
        }

        if (file.Headers?.TryGetValue(TransferEncoding, out StringValues encoding) == true
            && !Plain.Contains(encoding.ToString().Trim(), StringComparer.OrdinalIgnoreCase))
            throw new BadFormException($"has a file with {TransferEncoding}: {encoding}: send the file as it is, without that encoding");
    }

    private static string Shown(string name) => name.Length == 0 ? "without a name" : $"\"{name}\"";

    private static Task<MultipartSection?> NextAsync(MultipartReader parts, CancellationToken cancel) =>
        GuardAsync(() => parts.ReadNextSectionAsync(cancel));

    private static async Task<T> GuardAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (InvalidDataException e)
        {
            throw new BadFormException($"cannot be read: {e.Message}", e);
        }
        catch (IOException e) when (e is not BadHttpRequestException and not ConnectionResetException)
        {
            throw new BadFormException("is incomplete: the final boundary is missing or differs from the one in Content-Type", e);
        }
    }
}
