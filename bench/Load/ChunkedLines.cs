namespace RetailGrains.Bench.Load;

/// <summary>Counts the lines of a chunked HTTP body piece by piece, and keeps the last line.</summary>
internal sealed class ChunkedLines
{
    private readonly byte[] _line = new byte[16 * 1024];
    private Part _part;
    private int _size;
    private int _lineLength;
    private int _lastLength;

    private enum Part
    {
        Size,
        SizeEnd,
        Data,
        DataEnd,
    }

    /// <summary>Whether the last chunk has arrived.</summary>
    public bool Ended { get; private set; }

    /// <summary>The last complete line.</summary>
    public ReadOnlySpan<byte> Last => _line.AsSpan(0, _lastLength);

    /// <summary>Reads the next piece, and returns the number of lines that end in it.</summary>
    public int Read(ReadOnlySpan<byte> piece)
    {
        int lines = 0;
        while (!piece.IsEmpty && !Ended)
        {
            if (_part == Part.Data)
            {
                int length = Math.Min(_size, piece.Length);
                lines += Lines(piece[..length]);
                piece = piece[length..];
                _size -= length;
                if (_size == 0) _part = Part.DataEnd;
            }
            else
            {
                Frame(piece[0]);
                piece = piece[1..];
            }
        }

        return lines;
    }

    private void Frame(byte next)
    {
        switch (_part)
        {
            case Part.Size when next == (byte)'\r':
                _part = Part.SizeEnd;
                break;
            case Part.Size:
                _size = (_size << 4) + Convert.ToInt32(((char)next).ToString(), 16);
                break;
            case Part.SizeEnd:
                Ended = _size == 0;
                _part = Part.Data;
                break;
            case Part.DataEnd when next == (byte)'\n':
                _part = Part.Size;
                break;
        }
    }

    private int Lines(ReadOnlySpan<byte> data)
    {
        int lines = 0;
        for (int end; (end = data.IndexOf((byte)'\n')) >= 0; data = data[(end + 1)..])
        {
            Keep(data[..end]);
            _lastLength = _lineLength;
            _lineLength = 0;
            lines++;
        }

        Keep(data);
        return lines;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        part.CopyTo(_line.AsSpan(_lineLength));
        _lineLength += part.Length;
    }
}
