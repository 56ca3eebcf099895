using System.Text;

namespace RetailGrains.Imports;

/// <summary>
/// Reads a file record by record (RFC 4180), with one buffer and without copies. A record ends with LF or CR LF outside quotes; a transfer
/// in text mode may have made it CR CR LF. Where quotes are not closed properly, each line that they may span is read separately and
/// marked, so that none of them counts as a row.
/// </summary>
/// <param name="stream">The uncompressed file.</param>
/// <param name="maxBytes">A larger file fails the import.</param>
internal sealed class LineReader(Stream stream, long maxBytes)
{
    /// <summary>A receipt's row is never longer. Without this limit, a file without line breaks would have to fit into memory.</summary>
    public const int MaxLineBytes = 64 * 1024;

    // A line of at most this many bytes is read as a whole. Both readings of a file must decide alike, however its data arrives.
    private const int Window = MaxLineBytes + 2;

    private readonly byte[] _buffer = new byte[4 * MaxLineBytes];
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineLength;
    private long _total;
    private bool _atEnd;
    private bool _inTail;
    private long _nextNumber = 1;
    private QuoteScanner _torn;
    private long _tornFrom;

    /// <summary>The last record, without its line break; valid until the next call. A record that is too long is cut at a comma.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>The number of the record's first line in the file, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line is longer than <see cref="MaxLineBytes"/> bytes.</summary>
    public bool TooLong { get; private set; }

    /// <summary>The line may be inside quotes that are opened on this line of the file and not closed properly; otherwise 0.</summary>
    public long TornFrom { get; private set; }

    /// <summary>The number of columns; 0 until it is known.</summary>
    public int Columns { get; set; }

    /// <summary>Reads the next record in the buffer; false when the buffer must be filled first.</summary>
    public bool TryRead()
    {
        if (_inTail && !SkipTail()) return false;
        if (_tornFrom > 0) return TryReadTorn();
        SkipMark();
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
        ReadOnlySpan<byte> window = rest.Length > Window ? rest[..Window] : rest;
        int length = window.IndexOf((byte)'\n');
        if (length >= 0 && !window[..length].Contains((byte)'"')) return Take(length, length + 1);
        if (window.Length < Window && !_atEnd && length < 0) return false;
        if (window.IsEmpty) return false;
        return TryReadQuoted(window, length, isWhole: rest.Length < Window && _atEnd);
    }

    /// <summary>Skips a byte order mark, after which the first field may begin with a quote.</summary>
    private void SkipMark()
    {
        if (_nextNumber == 1 && _buffer.AsSpan(_start, _end - _start).StartsWith(Encoding.UTF8.Preamble))
            _start += Encoding.UTF8.Preamble.Length;
    }

    /// <summary>Fills the buffer; false at the end of the file.</summary>
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
        catch (GzipRatioException e)
        {
            throw new ImportFileException(
                $"The file's gzip data decompresses to more than {GzipRatio.Max} times its size, which is implausible for a sales file.",
                e);
        }
        catch (InvalidDataException e)
        {
            throw new ImportFileException("The file cannot be decompressed: its gzip data is damaged or truncated.", e);
        }
    }

    /// <summary>Reads a record that has quotes, is the last one, or is too long.</summary>
    /// <param name="window">The available part of the record and of the data after it.</param>
    /// <param name="firstLine">The length of its first line; negative when the line continues after the window.</param>
    /// <param name="isWhole">The file ends with the window.</param>
    private bool TryReadQuoted(ReadOnlySpan<byte> window, int firstLine, bool isWhole)
    {
        QuoteScanner scanner = default;
        int end = scanner.Scan(window);
        if (end < 0 && !isWhole && window.Length < Window) return false;
        bool ended = end >= 0 || (isWhole && !scanner.IsOpen);
        int length = end >= 0 ? end - 1 : window.Length;
        bool oneLine = firstLine < 0 || firstLine == length;
        if (ended && (oneLine || !scanner.Broken)) return Take(length, end >= 0 ? end : length);
        // The record's quotes are broken, but as a single line it has the right number of fields: it affects only its own receipt.
        if (firstLine >= 0 && Columns > 0 && QuoteScanner.FieldsOfLine(window[..firstLine]) == Columns)
            return Take(firstLine, firstLine + 1);
        _torn = default;
        _tornFrom = _nextNumber;
        return TryReadTorn();
    }

    private bool TryReadTorn()
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
        int length = rest.IndexOf((byte)'\n');
        TornFrom = _tornFrom;
        if (length >= 0) return TakeTorn(length, length + 1);
        if (_atEnd) return rest.Length > 0 && TakeTorn(rest.Length, rest.Length);
        if (rest.Length < Window) return false;
        _inTail = true;
        return TakeTorn(rest.Length, rest.Length);
    }

    private bool TakeTorn(int length, int consumed)
    {
        long from = _tornFrom;
        FollowTorn(_buffer.AsSpan(_start, consumed));
        Take(length, consumed);
        TornFrom = from;
        return true;
    }

    private void FollowTorn(ReadOnlySpan<byte> text)
    {
        if (_torn.Scan(text) >= 0) _tornFrom = 0;
    }

    private bool Take(int length, int consumed)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _lineStart = _start;
        _lineLength = line.TrimEnd((byte)'\r').Length;
        TooLong = _lineLength > MaxLineBytes;
        if (TooLong) _lineLength = Math.Max(0, line[..MaxLineBytes].LastIndexOf((byte)','));
        TornFrom = 0;
        Number = _nextNumber;
        _nextNumber += 1 + line.Count((byte)'\n');
        _start += consumed;
        return true;
    }

    /// <summary>Skips the rest of a line that was too long.</summary>
    private bool SkipTail()
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
        int lineBreak = rest.IndexOf((byte)'\n');
        int skipped = lineBreak < 0 ? rest.Length : lineBreak + 1;
        if (_tornFrom > 0) FollowTorn(rest[..skipped]);
        _start += skipped;
        _inTail = lineBreak < 0;
        return !_inTail;
    }
}
