namespace RetailGrains.Imports;

/// <summary>Reads a file line by line, with one buffer and no copies. A line ends with LF or CR LF.</summary>
/// <param name="stream">The uncompressed file.</param>
/// <param name="maxBytes">More than that fails the import.</param>
internal sealed class LineReader(Stream stream, long maxBytes)
{
    /// <summary>What is longer is no receipt's row; without a bound, a file without line breaks would have to fit into memory.</summary>
    public const int MaxLineBytes = 64 * 1024;

    private readonly byte[] _buffer = new byte[4 * MaxLineBytes];
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineLength;
    private long _total;
    private bool _atEnd;
    private bool _inTail;

    /// <summary>The line that was read last, without its line break; holds until the next call. One that is too long is cut at a comma.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>The line's number in the file, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line has more than <see cref="MaxLineBytes"/> bytes.</summary>
    public bool TooLong { get; private set; }

    /// <summary>The next line in the buffer; false when the buffer has to be filled first.</summary>
    public bool TryRead()
    {
        if (_inTail && !SkipTail()) return false;
        int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        if (length >= 0) return Take(length, length + 1);
        int rest = _end - _start;
        if (_atEnd && rest > 0) return Take(rest, rest);
        if (rest <= MaxLineBytes + 1) return false;
        _inTail = true;
        return Take(rest, rest);
    }

    /// <summary>Reads on; false at the end of the file.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        if (_atEnd) return false;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        int read = await ReadAsync(cancel);
        _total += read;
        if (_total > maxBytes) throw new ImportFileException($"The file has more than {maxBytes:N0} bytes uncompressed.");
        _end += read;
        _atEnd = read == 0;
        return true;
    }

    private async ValueTask<int> ReadAsync(CancellationToken cancel)
    {
        try
        {
            return await stream.ReadAsync(_buffer.AsMemory(_end), cancel);
        }
        catch (InvalidDataException e)
        {
            throw new ImportFileException("The file can't be uncompressed: its gzip data is damaged or cut off.", e);
        }
    }

    private bool Take(int length, int consumed)
    {
        _lineStart = _start;
        _lineLength = length > 0 && _buffer[_start + length - 1] == '\r' ? length - 1 : length;
        TooLong = _lineLength > MaxLineBytes;
        if (TooLong) _lineLength = Math.Max(0, _buffer.AsSpan(_start, MaxLineBytes).LastIndexOf((byte)','));
        _start += consumed;
        Number++;
        return true;
    }

    /// <summary>Passes over the rest of a line that was too long.</summary>
    private bool SkipTail()
    {
        int lineBreak = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        _start = lineBreak < 0 ? _end : _start + lineBreak + 1;
        _inTail = lineBreak < 0;
        return !_inTail;
    }
}
