namespace RetailGrains.Imports;

/// <summary>A row's unquoted fields. Valid until the splitter's next row.</summary>
internal readonly ref struct CsvFields(ReadOnlySpan<byte> text, ReadOnlySpan<int> ends, bool broken)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly ReadOnlySpan<int> _ends = ends;

    /// <summary>The number of fields that could be read.</summary>
    public int Count => _ends.Length;

    /// <summary>The quoting of the next field is broken, so the rest of the row cannot be split.</summary>
    public bool Broken { get; } = broken;

    public ReadOnlySpan<byte> this[int field]
    {
        get
        {
            int start = field == 0 ? 0 : _ends[field - 1] + 1;
            return _text[start.._ends[field]];
        }
    }
}

/// <summary>
/// Splits rows into fields by RFC 4180, with one deliberate exception: a row is one line, and line breaks inside quotes are not supported.
/// If they were, a single unclosed quote would swallow the following rows. Without them, a broken row affects only its own receipt.
/// </summary>
/// <param name="maxFields">Further fields are ignored.</param>
internal sealed class CsvSplitter(int maxFields)
{
    private readonly int[] _ends = new int[maxFields];
    private byte[] _unquoted = new byte[256];

    /// <summary>Splits a row.</summary>
    /// <param name="line">Without its line break.</param>
    public CsvFields Split(ReadOnlySpan<byte> line)
    {
        if (line.Contains((byte)'"')) return SplitQuoted(line);
        int count = 0;
        int at = 0;
        for (int comma; count < maxFields - 1 && (comma = line[at..].IndexOf((byte)',')) >= 0; at += comma + 1)
            _ends[count++] = at + comma;
        int last = line[at..].IndexOf((byte)',');
        _ends[count++] = last < 0 ? line.Length : at + last;
        return new CsvFields(line, _ends.AsSpan(0, count), broken: false);
    }

    /// <summary>Writes the unquoted fields into a buffer, each followed by one byte where the comma was.</summary>
    private CsvFields SplitQuoted(ReadOnlySpan<byte> line)
    {
        if (_unquoted.Length <= line.Length) _unquoted = new byte[line.Length + 1];
        int count = 0;
        int written = 0;
        for (bool more = true; more && count < maxFields; written++)
        {
            int read = line.StartsWith((byte)'"') ? Unquote(line, ref written) : CopyBare(line, ref written);
            if (read < 0) return new CsvFields(_unquoted, _ends.AsSpan(0, count), broken: true);
            _ends[count++] = written;
            more = read < line.Length;
            line = more ? line[(read + 1)..] : default;
        }

        return new CsvFields(_unquoted, _ends.AsSpan(0, count), broken: false);
    }

    /// <summary>
    /// Returns the field's length in the line, or -1 when it contains a quote, which RFC 4180 allows in quoted fields only.
    /// </summary>
    private int CopyBare(ReadOnlySpan<byte> line, ref int written)
    {
        int comma = line.IndexOf((byte)',');
        ReadOnlySpan<byte> field = comma < 0 ? line : line[..comma];
        if (field.Contains((byte)'"')) return -1;
        field.CopyTo(_unquoted.AsSpan(written));
        written += field.Length;
        return field.Length;
    }

    /// <summary>Returns the field's length in the line, or -1 when it is not closed or when text follows its closing quote.</summary>
    private int Unquote(ReadOnlySpan<byte> line, ref int written)
    {
        for (int at = 1; ;)
        {
            int quote = line[at..].IndexOf((byte)'"');
            if (quote < 0) return -1;
            line.Slice(at, quote).CopyTo(_unquoted.AsSpan(written));
            written += quote;
            at += quote + 1;
            if (at == line.Length || line[at] == ',') return at;
            if (line[at] != '"') return -1;
            _unquoted[written++] = (byte)'"';
            at++;
        }
    }
}
