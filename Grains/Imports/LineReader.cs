namespace RetailGrains.Imports;

/// <summary>Reads a file line by line, with one buffer and no copies. A line ends with LF or CR LF.</summary>
/// <param name="stream">The uncompressed file.</param>
/// <param name="maxBytes">More than that fails the import.</param>
internal sealed class LineReader(Stream stream, long maxBytes)
{
    /// <summary>What is longer is no receipt's row; without a bound, a file without line breaks would have to fit into memory.</summary>
    public const int MaxLineBytes = 64 * 1024;

    private readonly byte[] buffer = new byte[4 * MaxLineBytes];
    private int start;
    private int end;
    private int lineStart;
    private int lineLength;
    private long total;
    private bool atEnd;
    private bool inTail;

    /// <summary>The line that was read last, without its line break; holds until the next call. One that is too long is cut at a comma.</summary>
    public ReadOnlySpan<byte> Line => buffer.AsSpan(lineStart, lineLength);

    /// <summary>The line's number in the file, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line has more than <see cref="MaxLineBytes"/> bytes.</summary>
    public bool TooLong { get; private set; }

    /// <summary>The next line in the buffer; false when the buffer has to be filled first.</summary>
    public bool TryRead()
    {
        if (inTail && !SkipTail()) return false;
        int length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
        if (length >= 0) return Take(length, length + 1);
        int rest = end - start;
        if (atEnd && rest > 0) return Take(rest, rest);
        if (rest <= MaxLineBytes + 1) return false;
        inTail = true;
        return Take(rest, rest);
    }

    /// <summary>Reads on; false at the end of the file.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        if (atEnd) return false;
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        int read = await ReadAsync(cancel);
        total += read;
        if (total > maxBytes) throw new ImportFileException($"The file has more than {maxBytes:N0} bytes uncompressed.");
        end += read;
        atEnd = read == 0;
        return true;
    }

    private async ValueTask<int> ReadAsync(CancellationToken cancel)
    {
        try
        {
            return await stream.ReadAsync(buffer.AsMemory(end), cancel);
        }
        catch (InvalidDataException e)
        {
            throw new ImportFileException("The file can't be uncompressed: its gzip data is damaged or cut off.", e);
        }
    }

    private bool Take(int length, int consumed)
    {
        lineStart = start;
        lineLength = length > 0 && buffer[start + length - 1] == '\r' ? length - 1 : length;
        TooLong = lineLength > MaxLineBytes;
        if (TooLong) lineLength = Math.Max(0, buffer.AsSpan(start, MaxLineBytes).LastIndexOf((byte)','));
        start += consumed;
        Number++;
        return true;
    }

    /// <summary>Passes over the rest of a line that was too long.</summary>
    private bool SkipTail()
    {
        int lineBreak = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
        start = lineBreak < 0 ? end : start + lineBreak + 1;
        inTail = lineBreak < 0;
        return !inTail;
    }
}
