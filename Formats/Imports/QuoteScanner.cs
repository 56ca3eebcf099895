namespace RetailGrains.Imports;

/// <summary>
/// Finds the end of a record. A line break inside quotes does not end it. Where quoting breaks RFC 4180, only a quote followed by a comma
/// or a line break closes a quoted field, so that quoted text does not become rows.
/// </summary>
public struct QuoteScanner
{
    private State _state;

    private enum State : byte
    {
        FieldStart,
        BlankStart,
        Bare,
        Quoted,
        Quote,
        QuoteBlank,
        QuoteReturn,
    }

    /// <summary>The scanned text is not quoted as RFC 4180 requires.</summary>
    public bool Broken { get; private set; }

    /// <summary>The text ends within a quoted field.</summary>
    public readonly bool IsOpen => _state == State.Quoted;

    /// <summary>
    /// Continues the scan. Returns the length including the line break that ends the record, or -1 when the record continues.
    /// </summary>
    public int Scan(ReadOnlySpan<byte> text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            if (_state is State.Quoted or State.Bare)
            {
                ReadOnlySpan<byte> rest = text[at..];
                int stop = _state == State.Quoted ? rest.IndexOf((byte)'"') : rest.IndexOfAny((byte)',', (byte)'\n', (byte)'"');
                if (stop < 0) return -1;
                at += stop;
            }

            byte b = text[at];
            if (b == '\n' && _state != State.Quoted)
            {
                _state = State.FieldStart;
                return at + 1;
            }

            _state = Next(b);
        }

        return -1;
    }

    /// <summary>
    /// Returns the number of fields of a line, if text after a closing quote counts as part of its field; -1 when the line still ends
    /// within quotes.
    /// </summary>
    public static int FieldsOfLine(ReadOnlySpan<byte> line)
    {
        int fields = 1;
        bool start = true;
        for (int at = 0; at < line.Length; at++)
        {
            if (line[at] == '"' && start)
            {
                int close = CloseOf(line[(at + 1)..]);
                if (close < 0) return -1;
                at += close + 1;
                start = false;
                continue;
            }

            start = line[at] == ',';
            if (start) fields++;
        }

        return fields;
    }

    private static int CloseOf(ReadOnlySpan<byte> quoted)
    {
        for (int at = 0; at < quoted.Length; at++)
        {
            if (quoted[at] != '"') continue;
            if (at + 1 == quoted.Length || quoted[at + 1] != '"') return at;
            at++;
        }

        return -1;
    }

    private State Next(byte b)
    {
        switch (_state)
        {
            case State.FieldStart or State.BlankStart:
                if (b == '"')
                {
                    Broken |= _state == State.BlankStart;
                    return State.Quoted;
                }

                return b == ',' ? State.FieldStart : b is (byte)' ' or (byte)'\t' ? State.BlankStart : State.Bare;
            case State.Bare:
                Broken |= b == '"';
                return b == ',' ? State.FieldStart : State.Bare;
            case State.Quoted:
                return State.Quote;
            default:
                return AfterQuote(b);
        }
    }

    private State AfterQuote(byte b)
    {
        if (b == ',') return State.FieldStart;
        if (b == '"' && _state == State.Quote) return State.Quoted;
        if (b == '\r') return State.QuoteReturn;
        Broken = true;
        if (b is (byte)' ' or (byte)'\t' && _state != State.QuoteReturn) return State.QuoteBlank;
        return b == '"' ? State.Quote : State.Quoted;
    }
}
